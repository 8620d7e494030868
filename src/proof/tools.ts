import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../system/paths.ts";

/** Below src/: programs of the initrd that the boot script runs, a line each. A test compares it with the scripts. */
export const toolsFile = "guest/root/usr/share/thinsmith/initrd/tools";

/** Names of the programs that the boot script runs. */
export const bootTools = async (): Promise<string[]> =>
  (await readFile(join(packageRoot(), "src", toolsFile), "utf8"))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
