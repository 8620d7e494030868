import {
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { presetName } from "../grammar/grammar.ts";
import { UsageError } from "../system/errors.ts";
import { exists } from "../system/files.ts";
import { sha256Of } from "./checksum.ts";
import { bootloaderFiles } from "./files/loader-files.ts";
import { signatureFile, writeManifest } from "./files/write-manifest.ts";
import { candidatesFolder } from "./links.ts";
import { asideOf } from "./prune.ts";
import { hasUki, readRelease, ukiFile } from "./release.ts";
import { demandUnserved, lockImage, removeUnserved } from "./remove.ts";

/** A copy of a directory that shares the contents of its files. Nothing looks at names with a dot: they are notes of processes. */
const linkTree = async (from: string, to: string): Promise<void> => {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, copy);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), copy);
    else if (entry.isFile()) await link(source, copy).catch(() => copyFile(source, copy));
  }
};

/**
 * Writes the new name wherever a release has it. One that cannot be used stays as it is.
 * @returns whether its signature is gone: it was for the old name
 */
const renameInRelease = async (directory: string, name: string): Promise<boolean> => {
  const release = await readRelease(directory).catch(() => undefined);
  if (!release) return false;
  const signed = await exists(join(directory, signatureFile));
  const { manifest } = release;
  const loaders = bootloaderFiles(name, manifest.bootParameters);
  const files = await Promise.all(
    manifest.files.map(async (file) => {
      const content = loaders[file.name];
      if (content === undefined) return file;
      // The file is shared with the release of the old name.
      await rm(join(directory, file.name));
      await writeFile(join(directory, file.name), content);
      return { name: file.name, size: Buffer.byteLength(content), sha256: sha256Of(content) };
    }),
  );
  for (const shared of ["manifest.json", "SHA256SUMS"]) await rm(join(directory, shared), { force: true });
  await writeManifest(directory, { ...manifest, name, settings: { ...manifest.settings, name }, files });
  return signed;
};

/** What an image cannot be called, in a sentence; undefined for a good name. */
export const imageNameProblem = async (output: string, name: string): Promise<string | undefined> => {
  const problem = presetName.safeParse(name).error?.issues[0]?.message;
  if (problem !== undefined) return problem;
  const taken = await lstat(join(output, name)).catch(() => undefined);
  return taken ? `There is something called ${name} in ${output} already.` : undefined;
};

/** @throws UsageError where a release has its path in a command line that nobody can change */
const demandFree = async (image: string): Promise<void> => {
  const name = basename(image);
  for (const folder of ["releases", candidatesFolder])
    for (const id of await readdir(join(image, folder)).catch(() => [])) {
      const release = await readRelease(join(image, folder, id)).catch(() => undefined);
      if (release && hasUki(release))
        throw new UsageError(
          `The image ${name} cannot get another name: ${ukiFile} of its release ${id} looks for its files in ${name}/${id}.`,
          "Build it under the new name: --set name=NAME. Or remove its releases with that file first.",
        );
    }
};

/**
 * Gives an image another name: its directory, and all of its releases. They appear under the new name by one rename.
 * @param image its directory
 * @returns a sentence that says so
 * @throws UsageError for a name that cannot be used, or an image whose releases cannot have another; ThinsmithError while the image is being built or given out
 */
export const renameImage = async (image: string, name: string): Promise<string> => {
  const output = dirname(image);
  const problem = await imageNameProblem(output, name);
  if (problem !== undefined) throw new UsageError(`The image cannot be called ${name}: ${problem}`);
  const unlock = await lockImage(image);
  const next = await asideOf(image);
  let unsigned = false;
  try {
    await demandUnserved(image);
    await demandFree(image);
    await linkTree(image, next);
    for (const folder of ["releases", candidatesFolder])
      for (const id of await readdir(join(next, folder)).catch(() => []))
        if (await renameInRelease(join(next, folder, id), name)) unsigned = true;
    await rename(next, join(output, name));
    await removeUnserved(image).catch(async (error: Error) => {
      // As it was before: it keeps its name alone. Where some of it is removed already, only the new one is whole.
      if (await exists(image)) await rename(join(output, name), next);
      throw error;
    });
  } finally {
    await rm(next, { recursive: true, force: true }).catch(() => {});
    await unlock();
  }
  const sign = unsigned ? " Its releases are no longer signed: thinsmith release sign signs them anew." : "";
  return `The image ${basename(image)} is called ${name} now.${sign}`;
};
