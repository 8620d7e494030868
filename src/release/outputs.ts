import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { configDirectory } from "../system/paths.ts";

/** Folders that images were built in by this user, the last one first: a list of absolute paths. */
const outputsFile = () => join(configDirectory(), "outputs.json");

/** More are forgotten, the oldest first. */
const mostOutputs = 20;

/** Folders that this user has built in, the last one first; some may be gone meanwhile. */
export const knownOutputs = async (): Promise<string[]> => {
  try {
    const found: unknown = JSON.parse(await readFile(outputsFile(), "utf8"));
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
};

/** Remembers a folder that this user builds in. Where that cannot be written, the folder is not found again, and no more. */
export const rememberOutput = async (output: string): Promise<void> => {
  const folder = resolve(output);
  const known = await knownOutputs();
  if (known[0] === folder) return;
  const folders = [folder, ...known.filter((one) => one !== folder)].slice(0, mostOutputs);
  const { writeFile } = await import("atomically");
  await mkdir(dirname(outputsFile()), { recursive: true })
    .then(() => writeFile(outputsFile(), `${JSON.stringify(folders, null, 2)}\n`))
    .catch(() => {});
};
