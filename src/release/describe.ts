import { basename } from "node:path";
import { releasesInUse } from "./in-use.ts";
import {
  candidatesIn,
  identityOf,
  isCandidate,
  isReadable,
  type ReleaseEntry,
  releasesIn,
} from "./release.ts";
import { timeOf } from "./release-ids.ts";
import { lastTested, type Tested } from "./tested.ts";

/** A release with all that is known of it beside its manifest. */
export interface ReleaseFacts {
  readonly entry: ReleaseEntry;
  readonly id: string;
  readonly at: Date | undefined;
  /** Of all its files; none where it cannot be used. */
  readonly bytes: number | undefined;
  /** Its last test boot; none where it was not tried. */
  readonly tested: Tested | undefined;
  /** Whether it failed its proof, so that no client gets it. */
  readonly candidate: boolean;
  /** Whether a boot server gives it out now. */
  readonly served: boolean;
}

const describe = async (entry: ReleaseEntry, served: ReadonlySet<string>): Promise<ReleaseFacts> => {
  const { id } = identityOf(entry);
  return {
    ...{
      entry,
      id,
      tested: await lastTested(entry.directory),
      candidate: isCandidate(entry),
      served: served.has(basename(entry.directory)),
    },
    at: isReadable(entry) ? new Date(entry.manifest.finishedAt) : timeOf(id),
    bytes: isReadable(entry) ? entry.manifest.files.reduce((sum, { size }) => sum + size, 0) : undefined,
  };
};

/** All releases of an image and its candidates, the newest first. */
export const describeImage = async (imageDirectory: string): Promise<readonly ReleaseFacts[]> => {
  const served = await releasesInUse(imageDirectory);
  const [releases, candidates] = await Promise.all([
    releasesIn(imageDirectory),
    candidatesIn(imageDirectory),
  ]);
  const facts = await Promise.all([...releases, ...candidates].map((entry) => describe(entry, served)));
  return facts.sort((a, b) => (a.id < b.id ? 1 : -1));
};
