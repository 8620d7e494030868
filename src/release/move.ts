import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ThinsmithError, UsageError } from "../system/errors.ts";
import { invocation } from "../system/invocation.ts";
import { dropCanary, moveCurrent, placeRelease } from "./links.ts";
import { problemLines } from "./proof.ts";
import {
  demandReadable,
  identityOf,
  imageOf,
  isReadable,
  listCandidates,
  listReleases,
  type ReleaseEntry,
  releasesIn,
} from "./release.ts";
import { refusedByIndex } from "./rollback-index.ts";

/** All releases of an image, the newest first. @throws UsageError where there are none */
export const releasesOf = async (name: string, output: string): Promise<ReleaseEntry[]> => {
  const releases = (await listReleases(output)).filter((entry) => identityOf(entry).name === name);
  if (releases.length > 0) return releases;
  throw new UsageError(`There is no image ${name}.`, "thinsmith release list shows what there is.");
};

/**
 * All candidates of an image, the newest first; there may be none.
 * @throws UsageError where there is no such image
 */
export const candidatesOf = async (name: string, output: string): Promise<ReleaseEntry[]> => {
  const candidates = (await listCandidates(output)).filter((entry) => identityOf(entry).name === name);
  if (candidates.length === 0) await releasesOf(name, output);
  return candidates;
};

/** What `rollBack` would do: end a trial, or let clients get a release. */
export interface RollBack {
  readonly trial?: ReleaseEntry | undefined;
  readonly current: ReleaseEntry | undefined;
  /** Undefined where there is no such release. */
  readonly target?: ReleaseEntry | undefined;
  /** A sentence, where clients would refuse what they get. */
  readonly warning?: string | undefined;
}

/**
 * What a roll back leads to: a trial is taken back before all else. Pure.
 * @param releases of one image, the newest first
 * @param to id of the release that clients are to get; the one before the current one where it is left out
 */
export const planRollBack = (releases: readonly ReleaseEntry[], to?: string): RollBack => {
  const at = releases.findIndex((release) => release.current);
  const current = releases[at];
  const trial = releases.find(({ canary }) => canary);
  if (trial && to === undefined) return { trial, current, warning: refusedByIndex(current, trial) };
  const target =
    to === undefined
      ? releases.slice(at + 1).find(isReadable)
      : releases.find((entry) => identityOf(entry).id === to);
  return { current, target, warning: refusedByIndex(target, current) };
};

/** Refuses a release that must not become current, such as one that is not signed as it should be. */
export type Demand = (directory: string) => Promise<unknown>;

const withWarning = (sentence: string, warning: string | undefined): string =>
  warning === undefined ? sentence : `${sentence} ${warning}`;

const nowGet = (release: ReleaseEntry, warning: string | undefined): string => {
  const { id, name } = identityOf(release);
  return withWarning(`Clients of ${name} that start from now on get the release ${id}.`, warning);
};

/**
 * Lets `current` name the release before it, or the one with the id; ends a trial where there is one and no id is given.
 * @param releases of one image, the newest first
 * @param demand is asked before the release becomes current
 * @returns what is true now, and where clients would refuse that, a warning
 * @throws UsageError where there is no such release, ThinsmithError where it cannot be used
 */
export const rollBack = async (
  releases: readonly ReleaseEntry[],
  demand: Demand,
  to?: string,
): Promise<string> => {
  const { trial, current, target, warning } = planRollBack(releases, to);
  const name = releases[0] && identityOf(releases[0]).name;
  if (trial) {
    await dropCanary(imageOf(trial));
    const all = current ? `; all clients get ${identityOf(current).id}` : "";
    return withWarning(`The trial of ${identityOf(trial).id} is over${all}.`, warning);
  }
  if (!target) {
    throw new UsageError(
      to === undefined ? `${name} has no earlier release.` : `${name} has no release ${to}.`,
      "thinsmith release list shows what there is.",
    );
  }
  const { directory } = demandReadable(target);
  await demand(directory);
  await moveCurrent(imageOf(target), basename(directory));
  return nowGet(target, warning);
};

/**
 * Gives all clients the release that the canaries have.
 * @param demand is asked before the release becomes current
 * @returns what is true now, and where clients would refuse that, a warning
 * @throws UsageError where none is on trial
 */
export const promote = async (releases: readonly ReleaseEntry[], demand: Demand): Promise<string> => {
  const trial = releases.find(({ canary }) => canary);
  if (!trial) {
    throw new UsageError(
      `${releases[0] ? identityOf(releases[0]).name : "The image"} has no release on trial.`,
      "A build makes one where serve.canary names clients that get new releases first.",
    );
  }
  demandReadable(trial);
  await demand(trial.directory);
  await moveCurrent(imageOf(trial), basename(trial.directory));
  return nowGet(
    trial,
    refusedByIndex(
      trial,
      releases.find(({ current }) => current),
    ),
  );
};

/**
 * Gives all clients a candidate, by a person's word: it becomes a release like others.
 * @param unproven the person knows that it failed its proof
 * @returns what is true now, and where clients would refuse that, a warning
 * @throws ThinsmithError that says what is missing where `unproven` is not set, or where the candidate cannot be used
 */
export const promoteCandidate = async (
  candidate: ReleaseEntry,
  unproven: boolean,
  demand: Demand,
): Promise<string> => {
  const { directory, manifest } = demandReadable(candidate);
  const { id, name } = manifest;
  if (!unproven)
    throw new ThinsmithError(
      [`${id} of ${name} failed its proof:`, ...problemLines(manifest.proof)].join("\n"),
      {
        remedy: `Build it without what is wrong, or give it to the clients all the same: ${invocation()} release promote ${name} ${id} --unproven`,
      },
    );
  await demand(directory);
  const image = imageOf(candidate);
  const before = (await releasesIn(image)).find(({ current }) => current);
  await mkdir(join(image, "releases"), { recursive: true });
  await placeRelease(image, directory, basename(directory));
  return nowGet(candidate, refusedByIndex(candidate, before));
};
