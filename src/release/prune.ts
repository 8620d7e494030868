import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive, ownProcess } from "../system/owner.ts";
import { releasesInUse } from "./in-use.ts";
import { candidatesFolder } from "./links.ts";
import {
  identityOf,
  imageOf,
  isReadable,
  listCandidates,
  listReleases,
  type ReleaseEntry,
} from "./release.ts";

/** What a release is called while it is being removed; nothing looks at names with a dot. */
const goingPrefix = ".pruned-";

/** Why a release stays. "unknown": a table of clients, which may name it, cannot be read. */
export type Reason =
  | "current"
  | "canary"
  | "served"
  | "named"
  | "unreadable"
  | "unknown"
  | "new"
  | "before"
  | "candidate";

export interface PruneDecision {
  readonly release: ReleaseEntry;
  /** Undefined for one that may go. */
  readonly stays?: Reason;
}

/**
 * Which releases of one image may go. Pure.
 * @param releases of the image, the newest first
 * @param served ids that boot servers give out
 * @param named words for releases in tables of clients; undefined where a table cannot be read
 * @param keep how many of the newest that can be used stay in any case
 * @param unusable whether those may go that cannot be used
 */
export const judge = (
  releases: readonly ReleaseEntry[],
  served: ReadonlySet<string>,
  named: ReadonlySet<string> | undefined,
  keep: number,
  unusable = false,
): PruneDecision[] => {
  const current = releases.findIndex((release) => release.current);
  const usable = releases.filter(isReadable);
  // What release rollback leads to.
  const before = current < 0 ? undefined : releases.slice(current + 1).find(isReadable);
  return releases.map((release): PruneDecision => {
    const { id } = identityOf(release);
    const reasons: [boolean, Reason][] = [
      [release.current, "current"],
      [release.canary, "canary"],
      [served.has(id), "served"],
      [named?.has(id) === true, "named"],
      // Somebody may still know what to do with it.
      [!unusable && !isReadable(release), "unreadable"],
      [usable.some((one, index) => one === release && index < keep), "new"],
      [release === before, "before"],
      [named === undefined, "unknown"],
    ];
    const stays = reasons.find(([holds]) => holds)?.[1];
    return { release, ...(stays ? { stays } : {}) };
  });
};

/**
 * Which candidates of one image may go: those that are older than what clients get, and of the others all but the newest.
 * They do not count among its releases. Pure.
 * @param candidates of the image, the newest first
 * @param current id of the release that clients get
 * @param keep how many of the newest stay
 * @param unusable whether those may go that cannot be used
 */
export const judgeCandidates = (
  candidates: readonly ReleaseEntry[],
  current: string | undefined,
  keep: number,
  unusable = false,
): PruneDecision[] =>
  candidates.map((release, index): PruneDecision => {
    const { id } = identityOf(release);
    if (!unusable && !isReadable(release)) return { release, stays: "unreadable" };
    const wanted = index < keep && (current === undefined || id > current);
    return { release, ...(wanted ? { stays: "candidate" } : {}) };
  });

/** Words for releases in the tables of what clients get now; undefined where one of these cannot be read. */
export const namedIn = (releases: readonly ReleaseEntry[]): Set<string> | undefined => {
  const given = releases.filter(({ current, canary }) => current || canary);
  if (!given.every(isReadable)) return undefined;
  return new Set(
    given.flatMap(({ manifest }) => manifest.settings.serve.clients.flatMap(({ release }) => release ?? [])),
  );
};

/** Removes what was being removed when a prune was killed. */
export const finish = async (imageDirectory: string): Promise<void> => {
  for (const folder of ["releases", candidatesFolder]) {
    const releases = join(imageDirectory, folder);
    for (const name of await readdir(releases).catch(() => [])) {
      if (name.startsWith(goingPrefix)) await rm(join(releases, name), { recursive: true, force: true });
    }
  }
};

/** Where an image lies while all of it is removed, or made anew under another name: nothing looks at names with a dot. */
export const asideOf = async (image: string): Promise<string> =>
  join(dirname(image), `.aside-${await ownProcess()}-${basename(image)}`);

/** Removes what a process had laid aside in an output directory when it was killed. */
export const finishAside = async (output: string): Promise<void> => {
  for (const name of await readdir(output).catch(() => [])) {
    const owner = /^\.aside-([^-]+)-/.exec(name)?.[1];
    // What belongs to another user is left to them.
    if (owner !== undefined && !(await isAlive(owner)))
      await rm(join(output, name), { recursive: true, force: true }).catch(() => {});
  }
};

/**
 * Takes a release out of everybody's sight, looks whether a boot server has begun to give it out meanwhile, and only
 * then removes it. A server notes a release before it looks whether its files are there.
 */
export const remove = async (directory: string): Promise<boolean> => {
  const id = basename(directory);
  const going = join(dirname(directory), `${goingPrefix}${id}`);
  await rename(directory, going);
  if ((await releasesInUse(dirname(dirname(directory)))).has(id)) {
    await rename(going, directory);
    return false;
  }
  await rm(going, { recursive: true });
  return true;
};

export interface PruneOptions {
  readonly output: string;
  /** Name of an image; all where it is left out. */
  readonly name?: string;
  readonly keep: number;
  /** Only says what would go. */
  readonly dryRun: boolean;
  /** Removes those that cannot be used, too. */
  readonly unusable?: boolean;
}

/** Removes old releases, never one that clients get, may still need or are to get. Says what came of each. */
export async function* prune(options: PruneOptions): AsyncGenerator<PruneDecision, void> {
  const all = await listReleases(options.output);
  const allCandidates = await listCandidates(options.output);
  const named = namedIn(all);
  const images = new Set([...all, ...allCandidates].map(imageOf));
  if (!options.dryRun) await finishAside(options.output);
  for (const imageDirectory of images) {
    if (options.name !== undefined && basename(imageDirectory) !== options.name) continue;
    if (!options.dryRun) await finish(imageDirectory);
    const releases = all.filter((entry) => imageOf(entry) === imageDirectory);
    const candidates = allCandidates.filter((entry) => imageOf(entry) === imageDirectory);
    const served = await releasesInUse(imageDirectory);
    const current = releases.find((release) => release.current);
    for (const verdict of [
      ...judge(releases, served, named, options.keep, options.unusable),
      ...judgeCandidates(candidates, current && identityOf(current).id, options.keep, options.unusable),
    ]) {
      const goes = verdict.stays === undefined && !options.dryRun;
      if (goes && !(await remove(verdict.release.directory))) yield { ...verdict, stays: "served" };
      else yield verdict;
    }
  }
}
