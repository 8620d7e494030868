import type { PackageSource } from "../distributions/distribution.ts";
import type { DistributionName } from "../distributions/distributions.ts";
import { isFresh } from "../distributions/downloads.ts";
import { suiteLabel } from "../distributions/suites.ts";
import { SettingsError } from "../settings/parse.ts";
import type { Settings } from "../settings/schema.ts";
import { type CheckedSettings, checkAsked, checkRemoved } from "./check-packages.ts";
import { checkSuite } from "./check-suite.ts";
import { packageSource } from "./packages.ts";

/** Settings whose suite and packages are checked. */
export type SourceCheckSettings = CheckedSettings & {
  readonly name: string;
  readonly base: Pick<Settings["base"], "builder" | "box">;
};

/** Downloads the lists of a source anew, to where they are looked for. */
export type FetchLists = (
  source: PackageSource & { readonly distribution: DistributionName },
) => Promise<void>;

/** Fetches lists anew where they may be older than the mirror's. @returns whether that was done */
const refresh = async (settings: SourceCheckSettings, fetchLists: FetchLists | undefined) => {
  const source = packageSource(settings);
  if (!fetchLists || (await isFresh(source))) return false;
  return fetchLists(source).then(
    () => true,
    () => false,
  );
};

/** Sentences about what is not refused. */
export interface SourceNotes {
  /** What could not be checked, and why. It concerns a person only as long as nothing was built. */
  readonly unchecked: readonly string[];
  /** Packages to take out that do not exist. */
  readonly removed: readonly string[];
}

/** What there is to say where everything that is installed is in the cache. */
export const notesOnRemoved = async (settings: CheckedSettings): Promise<SourceNotes> => ({
  unchecked: [],
  removed: (await checkRemoved(settings)).map(({ setting, message }) => `${setting}: ${message}`),
});

const unchecked = (...sentences: string[]): SourceNotes => ({ unchecked: sentences, removed: [] });

/**
 * Checks, before anything is built, whether the suite and the packages of settings exist. Names are looked up in the package
 * lists on this machine. A name that they lack is looked up once more when `fetchLists` has brought them up to date, since
 * the mirror may have got it meanwhile.
 * @throws SettingsError with every suite and package that does not exist
 */
export const checkSource = async (
  settings: SourceCheckSettings,
  fetchLists?: FetchLists,
): Promise<SourceNotes> => {
  const { base, name } = settings;
  if (base.builder === "vagrant" && base.box !== null)
    return unchecked("The packages could not be checked: base.box may have package sources of its own.");
  const suite = await checkSuite(settings);
  const source = `the settings of ${name}`;
  if (suite.mistake) throw new SettingsError([{ name: "base.suite", message: suite.mistake }], source);
  if (suite.unchecked) return unchecked(suite.unchecked);
  let found = await checkAsked(settings);
  if (found && found.missing.length > 0 && (await refresh(settings, fetchLists)))
    found = (await checkAsked(settings)) ?? found;
  if (!found) {
    const label = suiteLabel(base.distribution, base.suite);
    return unchecked(
      `The packages could not be checked: there is no package list of ${label} on this machine yet.`,
    );
  }
  const { missing, complete } = found;
  if (missing.length > 0 && complete)
    throw new SettingsError(
      missing.map(({ setting, message }) => ({ name: setting, message })),
      source,
    );
  return {
    ...(await notesOnRemoved(settings)),
    unchecked: missing.map(
      ({ setting, message }) =>
        `${setting}: ${message} (by the lists on this machine, which are not complete)`,
    ),
  };
};
