import { rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";

/** Links of an image to its releases. current: what clients get. canary: a newer one, on trial with a few of them. */
export type ReleaseLink = "current" | "canary";

/** Folder of an image with what was built and not proven: nothing that looks for releases finds it by itself. */
export const candidatesFolder = "candidates";

/** What will be a link, made beside it, so that a full disk is met before anything has moved. */
const prepareLink = async (imageDirectory: string, link: ReleaseLink, id: string): Promise<string> => {
  const next = join(imageDirectory, `.${link}.${process.pid}`);
  await rm(next, { force: true });
  await symlink(join("releases", id), next);
  return next;
};

/**
 * Moves what will be a release to its place, and updates a link, by one rename each. A release that is on trial with the
 * canaries does not change `current`.
 * @param from its directory, in the image's
 * @returns its directory now
 */
export const placeRelease = async (
  imageDirectory: string,
  from: string,
  id: string,
  link: ReleaseLink = "current",
): Promise<string> => {
  const directory = join(imageDirectory, "releases", id);
  const next = await prepareLink(imageDirectory, link, id);
  await rename(from, directory);
  await rename(next, join(imageDirectory, link));
  if (link === "current") await dropCanary(imageDirectory);
  return directory;
};

/** Ends a trial. */
export const dropCanary = (imageDirectory: string): Promise<void> =>
  rm(join(imageDirectory, "canary"), { force: true });

/** Lets `current` name a release, for all clients: a trial is over by that. */
export const moveCurrent = async (imageDirectory: string, id: string): Promise<void> => {
  await rename(await prepareLink(imageDirectory, "current", id), join(imageDirectory, "current"));
  await dropCanary(imageDirectory);
};
