import { constants } from "node:fs/promises";
import { exists } from "./files.ts";

/** Where commands are looked for: on the PATH, and in the system's directories for administrators. */
export const searchPath = (): string =>
  [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"])].filter(Boolean).join(":");

/** Whether a program is where commands are looked for. */
export const hasProgram = async (name: string): Promise<boolean> => {
  for (const directory of searchPath().split(":")) {
    if (await exists(`${directory}/${name}`, constants.X_OK)) return true;
  }
  return false;
};
