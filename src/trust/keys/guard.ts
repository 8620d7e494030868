import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { shellWord } from "../../system/command-log.ts";
import { ThinsmithError } from "../../system/errors.ts";

const refuseShared = async (path: string, what: string, mode: string): Promise<void> => {
  const found = await stat(path);
  if ((found.mode & 0o077) === 0) return;
  const bits = (found.mode & 0o777).toString(8).padStart(4, "0");
  throw new ThinsmithError(`Others may use ${path}, ${what}: its mode is ${bits}.`, {
    remedy: `Run: chmod ${mode} ${shellWord(path)}. If others had it, make new keys.`,
  });
};

/**
 * Reads a private key, only where nobody else can: it, its set and the directory of all sets.
 * @throws ThinsmithError that names the file and the chmod to do
 */
export const readSecret = async (path: string): Promise<string> => {
  try {
    await refuseShared(dirname(dirname(path)), "the directory of keys", "700");
    await refuseShared(dirname(path), "a directory of private keys", "700");
    await refuseShared(path, "a private key", "600");
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof ThinsmithError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ThinsmithError(`The private key ${path} cannot be read: ${message}`, {
      remedy:
        code === "ENOENT"
          ? "Take it from your backup: nothing else can bring it back. Without one, make new keys."
          : "Keys are read by the user who made them, and by root.",
    });
  }
};
