import { createHash } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../system/files.ts";
import { cacheDirectory } from "../system/paths.ts";
import type { PackageSource } from "./distribution.ts";

/** Where downloaded lists and packages of a distribution are kept between builds. */
export const downloadsOf = (distribution: string): string =>
  join(cacheDirectory(), "downloads", distribution);

/** An empty file whose age is that of the lists of a source: their own times are those of the mirror. */
const stampOf = ({ distribution, suite, mirror, components }: PackageSource): string => {
  const from = createHash("sha256")
    .update(JSON.stringify([mirror, components]))
    .digest("hex");
  return join(downloadsOf(distribution), `fetched-${suite}-${from.slice(0, 12)}`);
};

/** Notes that the lists of a source, which lie in `downloadsOf`, are those that the mirror has now. */
export const noteFetched = async (source: PackageSource): Promise<void> => {
  await makeDirectory(downloadsOf(source.distribution));
  await writeFile(stampOf(source), "");
};

const day = 24 * 60 * 60 * 1000;

/** When the lists of a source were last compared with the mirror's; undefined if that is not known. */
export const fetchedAt = async (source: PackageSource): Promise<Date | undefined> =>
  (await stat(stampOf(source)).catch(() => undefined))?.mtime;

/** Whether the lists of a source were compared with the mirror's within the last day, or so many milliseconds. */
export const isFresh = async (source: PackageSource, age = day): Promise<boolean> => {
  const at = await fetchedAt(source);
  return at !== undefined && Math.abs(Date.now() - at.getTime()) < age;
};
