import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ThinsmithError } from "../system/errors.ts";
import { lock } from "../system/lock.ts";
import { notesDirectory, releasesInUse } from "./in-use.ts";
import { dropCanary, moveCurrent } from "./links.ts";
import type { Demand } from "./move.ts";
import { asideOf, finish, finishAside, remove } from "./prune.ts";
import { identityOf, imageOf, isReadable, type ReleaseEntry } from "./release.ts";

const isServed = (what: string) =>
  new ThinsmithError(`A boot server gives out ${what}.`, { remedy: "Stop that server first." });

/**
 * The release that clients get once another one is gone: the one before it, else the newest of those that can be used. Pure.
 * @param releases of one image, the newest first
 */
export const heirOf = (releases: readonly ReleaseEntry[], gone: ReleaseEntry): ReleaseEntry | undefined => {
  const usable = releases.filter((one) => one !== gone && isReadable(one));
  return usable.find((one) => identityOf(one).id < identityOf(gone).id) ?? usable[0];
};

/**
 * Removes a release, whatever it is, but none that a boot server gives out. Where it is the current one, clients get its
 * heir; a trial of it is over.
 * @param releases of its image, the newest first
 * @param demand is asked before the heir becomes current
 * @returns a sentence that says what is true now
 * @throws ThinsmithError where a boot server gives it out
 */
export const removeRelease = async (
  release: ReleaseEntry,
  releases: readonly ReleaseEntry[],
  demand: Demand,
): Promise<string> => {
  const { id, name } = identityOf(release);
  const image = imageOf(release);
  await finish(image);
  if ((await releasesInUse(image)).has(basename(release.directory))) throw isServed(`the release ${id}`);
  const heir = release.current ? heirOf(releases, release) : undefined;
  if (heir) await demand(heir.directory);
  // First the links: clients that start meanwhile find a release that stays.
  if (heir) await moveCurrent(image, basename(heir.directory));
  else if (release.canary) await dropCanary(image);
  if (!(await remove(release.directory))) throw isServed(`the release ${id}`);
  if (release.current && !heir) await rm(join(image, "current"), { force: true });
  const now = heir ? `; clients get ${identityOf(heir).id}` : "";
  return `The release ${id} of ${name} is removed${now}.`;
};

/** Takes the lock that a build of an image holds, for work on all of its directory. */
export const lockImage = async (image: string): Promise<() => Promise<void>> => {
  await finishAside(dirname(image));
  return lock(join(image, ".lock"), `A build of ${basename(image)}`);
};

/**
 * @param directory where the image lies now
 * @throws ThinsmithError where a boot server gives out a release of it
 */
export const demandUnserved = async (directory: string, image = directory): Promise<void> => {
  if ((await releasesInUse(directory)).size > 0) throw isServed(`the image ${basename(image)}`);
};

/**
 * Takes an image out of everybody's sight, and removes it where no boot server has begun to give it out meanwhile: a
 * server notes a release before it looks whether its files are there.
 * @throws ThinsmithError where one has; the image is where it was
 */
export const removeUnserved = async (image: string): Promise<void> => {
  const going = await asideOf(image);
  await rename(image, going);
  await demandUnserved(going, image).catch(async (error: Error) => {
    await rename(going, image);
    throw error;
  });
  for (const name of await readdir(going))
    if (name !== notesDirectory) await rm(join(going, name), { recursive: true });
  // Notes that a server of another user has left stay, out of sight.
  await rm(going, { recursive: true }).catch(() => {});
};

/**
 * Removes an image: all its releases, and the logs of its failed builds.
 * @param image its directory
 * @throws ThinsmithError while it is being built or given out
 */
export const removeImage = async (image: string): Promise<string> => {
  const unlock = await lockImage(image);
  try {
    await demandUnserved(image);
    await removeUnserved(image);
  } finally {
    await unlock();
  }
  return `The image ${basename(image)} is removed, with all its releases.`;
};
