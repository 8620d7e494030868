import { copyFile, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { downloadsOf } from "../../distributions/downloads.ts";

const filesIn = async (directory: string) =>
  (await readdir(directory, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile() && entry.name !== "lock" && !entry.name.endsWith(".partial"))
    .map(({ name }) => name);

/** Links all files of one directory into another one, and replaces files of the same name. */
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
 * Prepares a directory for downloads, with links to all earlier downloads. Each build has its own directory, since the
 * package manager locks and cleans it.
 */
export const openDownloads = async (distribution: DistributionName, directory: string): Promise<void> => {
  for (const kind of distributions[distribution].bootstrap.kinds) {
    await linkFiles(join(downloadsOf(distribution), kind), join(directory, kind));
    await mkdir(join(directory, kind, "partial"), { recursive: true });
  }
};

/**
 * Keeps the downloads for the next build and removes the directory.
 * @param lists whether its package lists are kept, too: those of a snapshot are not the ones to choose packages from
 */
export const keepDownloads = async (
  distribution: DistributionName,
  directory: string,
  { lists = true } = {},
): Promise<void> => {
  const { bootstrap } = distributions[distribution];
  for (const kind of bootstrap.kinds.filter((one) => lists || one !== bootstrap.lists))
    await linkFiles(join(directory, kind), join(downloadsOf(distribution), kind));
  await rm(directory, { recursive: true });
};
