import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { candidatesFolder } from "./links.ts";
import { candidatesIn, damagedFiles, isReadable } from "./release.ts";

/** Moves an assembled release to the candidates of its image, by one rename. No link leads there. */
export const placeCandidate = async (
  imageDirectory: string,
  partial: string,
  id: string,
): Promise<string> => {
  const directory = join(imageDirectory, candidatesFolder, id);
  await mkdir(join(imageDirectory, candidatesFolder), { recursive: true });
  await rename(partial, directory);
  return directory;
};

/** The newest candidate with the same content, if none of its files is damaged: another one would say nothing new. */
export const sameCandidate = async (imageDirectory: string, key: string): Promise<string | undefined> => {
  const entries = (await candidatesIn(imageDirectory)).filter(isReadable);
  const same = entries.find(({ manifest }) => manifest.key === key);
  return same && (await damagedFiles(same)).length === 0 ? same.directory : undefined;
};
