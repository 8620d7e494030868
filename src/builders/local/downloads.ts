import { copyFile, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { downloadsOf } from "../../distributions/downloads.ts";

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

/**
 * A directory to download to, filled with what was downloaded before. Each build has its own, since the
 * package manager locks and cleans it; the files in it are links.
 */
export const openDownloads = async (distribution: DistributionName, directory: string): Promise<void> => {
  for (const kind of distributions[distribution].bootstrap.kinds) {
    await linkFiles(join(downloadsOf(distribution), kind), join(directory, kind));
    await mkdir(join(directory, kind, "partial"), { recursive: true });
  }
};

/** Keeps what was downloaded for the next build and removes the directory. */
export const keepDownloads = async (distribution: DistributionName, directory: string): Promise<void> => {
  for (const kind of distributions[distribution].bootstrap.kinds)
    await linkFiles(join(directory, kind), join(downloadsOf(distribution), kind));
  await rm(directory, { recursive: true });
};
