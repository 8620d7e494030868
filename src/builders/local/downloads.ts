import { copyFile, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../../system/paths.ts";

/** What apt downloads, by the directory that it has below /var: kept between builds, signed lists and packages. */
export const downloadKinds = ["lib/apt/lists", "cache/apt/archives"] as const;

const filesIn = async (directory: string) =>
  (await readdir(directory, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile() && entry.name !== "lock" && !entry.name.endsWith(".partial"))
    .map(({ name }) => name);

/** Makes every file of one directory a file of the other too, replacing what has the same name. */
const linkFiles = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true });
  for (const name of await filesIn(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const there = await stat(target).catch(() => undefined);
    if (there && there.ino === (await stat(source)).ino) continue;
    const partial = `${target}.${process.pid}.partial`;
    await link(source, partial).catch(() => copyFile(source, partial));
    await rename(partial, target);
  }
};

const cacheOf = (distribution: string) => join(cacheDirectory(), "downloads", distribution);

/**
 * A directory for apt to download to, filled with what was downloaded before. Each build has its own, since apt
 * locks and cleans it; the files in it are links.
 */
export const openDownloads = async (distribution: string, directory: string): Promise<void> => {
  for (const kind of downloadKinds) {
    await linkFiles(join(cacheOf(distribution), kind), join(directory, kind));
    await mkdir(join(directory, kind, "partial"), { recursive: true });
  }
};

/** Keeps what apt downloaded for the next build and removes the directory. */
export const keepDownloads = async (distribution: string, directory: string): Promise<void> => {
  for (const kind of downloadKinds) await linkFiles(join(directory, kind), join(cacheOf(distribution), kind));
  await rm(directory, { recursive: true });
};
