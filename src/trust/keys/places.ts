import { join } from "node:path";
import { configDirectory } from "../../system/paths.ts";
import { run } from "../../system/process.ts";

/**
 * Configuration directories in which keys are looked for: this user's, and under sudo that of the user who called it,
 * since an image is often built by a person and served by root. $THINSMITH_CONFIG is the only one where it is set.
 */
export const configDirectories = async (): Promise<string[]> => {
  const own = configDirectory();
  const caller = process.env.SUDO_UID;
  if (process.getuid?.() !== 0 || process.env.THINSMITH_CONFIG || !caller || !/^[1-9]\d*$/.test(caller))
    return [own];
  const entry = await run(["getent", "passwd", caller]).catch(() => "");
  const home = entry.split(":")[5];
  return home?.startsWith("/") ? [...new Set([own, join(home, ".config/thinsmith")])] : [own];
};

/** Where new keys go: a directory for each set. */
export const keysDirectory = (): string => join(configDirectory(), "keys");
