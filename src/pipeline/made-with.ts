import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lock } from "../release/manifest.ts";

/**
 * What the bytes of a stage's result depend on in addition to its key: it is known only when the stage runs, and goes from
 * each result to those that are made of it.
 */
export interface MadeWith {
  /** Package versions, and the date to which later times of files are set. Absent where a builder knows neither. */
  readonly lock?: Lock;
  /** Versions of the programs of this machine, by their names. */
  readonly tools: Readonly<Record<string, string>>;
}

const file = "made-with.json";

export const writeMadeWith = (directory: string, made: MadeWith): Promise<void> =>
  writeFile(join(directory, file), JSON.stringify(made));

/** What `writeMadeWith` has written to a result; of a result that does not have it, nothing is known. */
export const readMadeWith = async (directory: string): Promise<MadeWith> => {
  const text = await readFile(join(directory, file), "utf8").catch(() => undefined);
  return text === undefined ? { tools: {} } : JSON.parse(text);
};
