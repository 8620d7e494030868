import { constants } from "node:fs/promises";
import { exists } from "./files.ts";

/** The search path for commands: PATH, and the directories for system administration. */
export const searchPath = (): string =>
  [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"])].filter(Boolean).join(":");

/** Whether a program is on the search path. */
export const hasProgram = async (name: string): Promise<boolean> => {
  for (const directory of searchPath().split(":")) {
    if (await exists(`${directory}/${name}`, constants.X_OK)) return true;
  }
  return false;
};
