import { access, chmod, type FileHandle, mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Whether a path exists and, if a mode of access(2) is given, permits that access. */
export const exists = (path: string, mode?: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );

/**
 * Creates a directory and its missing parents. Node's `recursive` never ends on a file system that refuses new
 * directories with ENOENT, such as /proc.
 */
export const makeDirectory = async (path: string): Promise<void> => {
  if (await exists(path)) return;
  await makeDirectory(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another build has created it in the meantime.
    if (error.code !== "EEXIST") throw error;
  });
};

/** Like `makeDirectory`, but everybody can read the new directories, whatever the umask is. */
export const makePublicDirectory = async (path: string): Promise<void> => {
  if (await exists(path)) return;
  await makePublicDirectory(dirname(path));
  await makeDirectory(path);
  await chmod(path, 0o755);
};

/** A file that somebody else may have written; undefined where there is none, or it is larger than `bytes`. */
export const readAtMost = async (path: string, bytes: number): Promise<Buffer | undefined> => {
  try {
    return (await stat(path)).size > bytes ? undefined : await readFile(path);
  } catch {
    return undefined;
  }
};

/** Fills a buffer from an offset of a file on. @returns the part that is filled: less than all if the file ends there */
export const fillFrom = async (file: FileHandle, offset: number, buffer: Buffer): Promise<Buffer> => {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};
