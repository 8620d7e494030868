import prettyBytes from "pretty-bytes";
import { candidatesOf, promote, promoteCandidate, releasesOf, rollBack } from "../../release/move.ts";
import { proofWords } from "../../release/proof.ts";
import { prune, type Reason } from "../../release/prune.ts";
import {
  findRelease,
  identityOf,
  isCandidate,
  isReadable,
  listCandidates,
  listReleases,
  type Release,
  type ReleaseEntry,
} from "../../release/release.ts";
import { UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { sanitize } from "../../system/text.ts";
import { padColumns } from "../../system/text-width.ts";
import { keyOf } from "../../trust/keys/key-set.ts";
import { openKeys } from "../../trust/keys/open.ts";
import { demandTrusted } from "../../trust/signature/demand.ts";
import { rememberKey } from "../../trust/signature/known-keys.ts";
import { signRelease } from "../../trust/signature/sign.ts";
import type { OptionsOf } from "../options.ts";
import type {
  releaseCurrent,
  releaseList,
  releasePromote,
  releasePrune,
  releaseRollback,
  releaseSign,
} from "../release.ts";
import { passphraseAsker } from "./ask.ts";
import { print, printJson } from "./print.ts";

const bytesOf = ({ manifest }: Release) => manifest.files.reduce((sum, file) => sum + file.size, 0);

/** Id, image and size of a release, for a line of a list. */
const row = (entry: ReleaseEntry): string => {
  const { id, name } = identityOf(entry);
  const size = isReadable(entry) ? prettyBytes(bytesOf(entry)) : "?";
  return `${sanitize(id)}  ${padColumns(sanitize(name), 20)} ${size.padStart(8)}`;
};

/** What `release list --json` prints of a release. */
const jsonOf = (entry: ReleaseEntry) => ({
  ...identityOf(entry),
  path: entry.directory,
  current: entry.current,
  canary: entry.canary,
  candidate: isCandidate(entry),
  ...(isReadable(entry)
    ? { bytes: bytesOf(entry), finishedAt: entry.manifest.finishedAt, proof: entry.manifest.proof ?? null }
    : { problem: entry.problem }),
});

export const listReleasesCommand = async ({ output, json }: OptionsOf<typeof releaseList>): Promise<void> => {
  const releases = [...(await listReleases(output)), ...(await listCandidates(output))].sort((a, b) =>
    identityOf(a).id < identityOf(b).id ? 1 : -1,
  );
  if (json) return printJson(releases.map(jsonOf));
  if (releases.length === 0) process.stderr.write(`There is no release in ${output}.\n`);
  for (const release of releases) {
    const state = isReadable(release)
      ? [isCandidate(release) ? "candidate" : "", proofWords(release.manifest.proof)]
          .filter(Boolean)
          .join(", ")
      : `cannot be used: ${sanitize(release.problem)}`;
    const sign = release.current ? "*" : release.canary ? "+" : isCandidate(release) ? "?" : " ";
    print(`${sign} ${row(release)}  ${state}`.trimEnd());
  }
};

export const currentReleaseCommand = async (
  name: string | undefined,
  { output }: OptionsOf<typeof releaseCurrent>,
): Promise<void> => {
  const { directory } = await findRelease(name, output);
  print(shortPath(directory));
};

/** Lets `current` name the release before it, or the one with the id. A trial is taken back before all else. */
export const rollbackCommand = async (
  name: string,
  { output, to, key }: OptionsOf<typeof releaseRollback>,
): Promise<void> =>
  print(await rollBack(await releasesOf(name, output), (directory) => demandTrusted(directory, key), to));

/**
 * Gives all clients the release that the canaries have, or a candidate: the one with the id, else the newest where none is
 * on trial.
 */
export const promoteCommand = async (
  name: string,
  id: string | undefined,
  options: OptionsOf<typeof releasePromote>,
): Promise<void> => {
  const { output, key, unproven = false } = options;
  const demand = (directory: string) => demandTrusted(directory, key);
  const candidates = await candidatesOf(name, output);
  const releases = (await listReleases(output)).filter((entry) => identityOf(entry).name === name);
  const trial = releases.find(({ canary }) => canary);
  if (trial && (id === undefined ? !unproven : id === identityOf(trial).id))
    return print(await promote(releases, demand));
  const candidate =
    id === undefined ? candidates[0] : candidates.find((entry) => identityOf(entry).id === id);
  if (candidate) return print(await promoteCandidate(candidate, unproven, demand));
  if (id === undefined && !unproven) return print(await promote(releases, demand));
  throw new UsageError(
    id === undefined ? `${name} has no candidate.` : `${name} has no candidate ${id}.`,
    "thinsmith release list shows what there is; a release that clients had before is used again by: thinsmith release rollback",
  );
};

/** Signs a release that was built before, and knows it by that key from now on. */
export const signCommand = async (
  word: string | undefined,
  { output, key, passin }: OptionsOf<typeof releaseSign>,
): Promise<void> => {
  const found = await findRelease(word, output);
  const keys = await openKeys(key, false, passphraseAsker(passin));
  await signRelease(found, keys);
  const { name, id } = found.manifest;
  await rememberKey(name, keyOf(keys.set, "release").open);
  print(`The release ${id} of ${name} is signed by the keys ${key}.`);
};

const reasons: Record<Reason, string> = {
  current: "in use",
  canary: "on trial",
  served: "being served",
  named: "named in a table of clients",
  unreadable: "it cannot be used; --unusable removes it",
  unknown: "may be named in a table of clients that cannot be read",
  new: "new",
  before: "what rollback leads to",
  candidate: "a candidate, newer than what clients get",
};

/** Removes old releases that nobody gets. */
export const pruneCommand = async (
  name: string | undefined,
  options: OptionsOf<typeof releasePrune>,
): Promise<void> => {
  if (name !== undefined) await candidatesOf(name, options.output);
  const { output, keep, dryRun = false, unusable = false } = options;
  let gone = 0;
  for await (const { release, stays } of prune({
    ...{ output, keep, dryRun, unusable },
    ...(name === undefined ? {} : { name }),
  })) {
    const why = isReadable(release) ? "" : ` (${sanitize(release.problem)})`;
    const what = stays ? `stays: ${reasons[stays]}${why}` : dryRun ? "would go" : "removed";
    if (!stays) gone += 1;
    print(`${row(release)}  ${what}`);
  }
  print(`${gone} ${gone === 1 ? "release" : "releases"} ${dryRun ? "would go" : "removed"}`);
};
