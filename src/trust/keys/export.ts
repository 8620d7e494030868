import { X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../system/errors.ts";
import { exists, makePublicDirectory } from "../../system/files.ts";
import type { KeySet } from "./key-set.ts";

/** A file that is given away: its name, and what is in it. */
export type OpenFile = readonly [name: string, content: string | Buffer];

/** Files to give away of a set: PEM, and for the setup screens of firmware certificates in DER (.cer). */
export const openFiles = ({ name, keys }: KeySet): OpenFile[] =>
  keys.flatMap(({ kind, open }): OpenFile[] =>
    kind === "release"
      ? [[`${name}-release.pem`, open]]
      : [
          [`${name}-${kind}.pem`, open],
          [`${name}-${kind}.cer`, new X509Certificate(open).raw],
        ],
  );

const thereAlready = (paths: readonly string[]) =>
  new UsageError(
    `${paths.join(", ")} ${paths.length > 1 ? "are" : "is"} there already.`,
    "Add --replace, or name another directory.",
  );

/**
 * Writes files to give away into a directory.
 * @returns their paths
 * @throws UsageError where one of them is there, unless it may be replaced
 */
export const writeOpenFiles = async (
  files: readonly OpenFile[],
  directory: string,
  replace: boolean,
): Promise<string[]> => {
  await makePublicDirectory(directory);
  const placed = files.map(([file, content]) => ({ path: join(directory, file), content }));
  // Before any is written.
  const there: string[] = [];
  for (const { path } of placed) if (!replace && (await exists(path))) there.push(path);
  if (there.length > 0) throw thereAlready(there);
  for (const { path, content } of placed)
    await writeFile(path, content, { flag: replace ? "w" : "wx" }).catch((error: NodeJS.ErrnoException) => {
      // A link that leads nowhere, or a file that came since.
      throw error.code === "EEXIST" ? thereAlready([path]) : error;
    });
  return placed.map(({ path }) => path);
};

/**
 * Writes the parts of keys that may be given away into a directory.
 * @returns the paths of the files
 * @throws UsageError where one of them is there, unless it may be replaced
 */
export const exportKeys = (set: KeySet, directory: string, replace: boolean): Promise<string[]> =>
  writeOpenFiles(openFiles(set), directory, replace);
