import { distributions } from "../distributions/distributions.ts";
import { nearest } from "../grammar/nearest.ts";
import { packageSource, type SourceSettings } from "./packages.ts";

/** What is wrong with a suite, or why that cannot be told; neither where the suite exists. */
interface SuiteCheck {
  readonly mistake?: string;
  readonly unchecked?: string;
}

/** How long a mirror may take to answer, in milliseconds. */
const patience = 4000;

/** Whether a mirror has one of some files; undefined if it does not say so plainly. */
const hasOneOf = async (mirror: string, files: readonly string[]): Promise<boolean | undefined> => {
  const signal = AbortSignal.timeout(patience);
  for (const file of files) {
    const url = `${mirror.replace(/\/+$/, "")}/${file}`;
    const status = await fetch(url, { method: "HEAD", signal }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return true;
    if (status !== 404 && status !== 410) return undefined;
  }
  return false;
};

/**
 * Looks whether a suite exists: among those that are known, then in the package lists on this machine, then at the mirror.
 * A mirror of a site may have suites that nobody else knows, so with `base.mirror` only that mirror can refuse one.
 */
export const checkSuite = async (settings: SourceSettings): Promise<SuiteCheck> => {
  const { distribution, suite, mirror } = settings.base;
  const { suites, otherSuites, archive, releaseFiles, findMissingNames } = distributions[distribution];
  const known = [...Object.keys(suites), ...otherSuites];
  if (known.includes(suite)) return {};
  if (await findMissingNames(packageSource(settings), [])) return {};
  const meant = nearest(suite, known);
  const hint = meant ? `; did you mean ${meant}?` : "";
  if (mirror === null && meant) return { mistake: `${distribution} has no suite ${suite}${hint}` };
  const has = await hasOneOf(mirror ?? archive, releaseFiles(suite));
  if (has === false) return { mistake: `the mirror ${mirror ?? archive} has no suite ${suite}${hint}` };
  return has
    ? {}
    : { unchecked: `Whether there is a suite ${suite} could not be checked: the mirror did not say.` };
};
