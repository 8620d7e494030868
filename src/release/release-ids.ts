import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Ids of an image's releases, or of its candidates, the newest first. Reads no manifest: some may be unusable. Those that a
 * build is writing begin with a dot.
 */
export const releaseIds = async (imageDirectory: string, folder = "releases"): Promise<string[]> => {
  const names = await readdir(join(imageDirectory, folder)).catch((): string[] => []);
  return names
    .filter((name) => !name.startsWith("."))
    .sort()
    .reverse();
};

/** 20261122T211403Z, as releases are named (pipeline/workspace.ts). */
export const timeOf = (id: string): Date | undefined => {
  const digits = /^\d{8}T\d{6}Z(?=-)/.exec(id)?.[0] ?? "";
  const at = new Date(digits.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
  return Number.isNaN(at.getTime()) ? undefined : at;
};
