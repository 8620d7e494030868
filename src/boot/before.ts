import { basename, dirname, join } from "node:path";
import type { Release } from "../release/release.ts";
import { releaseIds } from "../release/release-ids.ts";
import { lastTested, type Tested, testedPicture } from "../release/tested.ts";
import type { Picture } from "./picture/picture.ts";
import { readPng } from "./picture/png.ts";

/** A boot to compare with. */
export interface BootBefore {
  /** Id of its release. */
  readonly id: string;
  readonly times: NonNullable<Tested["times"]>;
}

/** The last good boot of the newest release before this one that has one; else that of the release itself. */
export const bootBefore = async ({ directory }: Release): Promise<BootBefore | undefined> => {
  const [releases, own] = [dirname(directory), basename(directory)];
  const ids = basename(releases) === "releases" ? await releaseIds(dirname(releases)) : [];
  for (const id of [...ids.filter((id) => id < own), own]) {
    const tested = await lastTested(join(releases, id));
    if (tested?.ok && tested.times && tested.times.phases.length > 0) return { id, times: tested.times };
  }
  return undefined;
};

/** The client's screen at the end of a release's last test boot, if it had one. */
export const lastPicture = async (releaseDirectory: string): Promise<Picture | undefined> => {
  const file = await testedPicture(releaseDirectory);
  return file && readPng(file);
};
