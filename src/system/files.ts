import { access, chmod, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Whether a path exists and, with a mode of access(2), may be used so. */
export const exists = (path: string, mode?: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );

/**
 * Makes a directory and those above it that are missing. Node's own `recursive` never ends where a file system
 * refuses new directories with ENOENT, as /proc does.
 */
export const makeDirectory = async (path: string): Promise<void> => {
  if (await exists(path)) return;
  await makeDirectory(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another build was quicker.
    if (error.code !== "EEXIST") throw error;
  });
};

/** The same, of directories that everybody may read, whatever umask says. */
export const makePublicDirectory = async (path: string): Promise<void> => {
  if (await exists(path)) return;
  await makePublicDirectory(dirname(path));
  await makeDirectory(path);
  await chmod(path, 0o755);
};
