import { rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";

/** Links of an image to its releases. current: what clients get. canary: a newer one, on trial with a few of them. */
export type ReleaseLink = "current" | "canary";

/** What will be a link, made beside it, so that a full disk is met before anything has moved. */
export const prepareLink = async (imageDirectory: string, link: ReleaseLink, id: string): Promise<string> => {
  const next = join(imageDirectory, `.${link}.${process.pid}`);
  await rm(next, { force: true });
  await symlink(join("releases", id), next);
  return next;
};

/** Ends a trial. */
export const dropCanary = (imageDirectory: string): Promise<void> =>
  rm(join(imageDirectory, "canary"), { force: true });

/** Lets `current` name a release, for all clients: a trial is over by that. */
export const moveCurrent = async (imageDirectory: string, id: string): Promise<void> => {
  await rename(await prepareLink(imageDirectory, "current", id), join(imageDirectory, "current"));
  await dropCanary(imageDirectory);
};
