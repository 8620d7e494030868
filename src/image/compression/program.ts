import { ThinsmithError } from "../../system/errors.ts";
import { CommandError } from "../../system/process.ts";
import { hasProgram } from "../../system/programs.ts";
import { type Packing, unpackCommand } from "./kinds.ts";

/** @throws ThinsmithError if the program that unpacks the file is not installed */
export const demandProgram = async (path: string, packing: Packing): Promise<void> => {
  const program = unpackCommand(packing)?.[0];
  if (program === undefined || (await hasProgram(program))) return;
  throw new ThinsmithError(`${path} is packed with ${packing}, and ${program} is not installed.`, {
    remedy: "Run: thinsmith doctor --install",
  });
};

/** Why data could not be unpacked: the last line of the program's output, without its name for stdin. */
export const unpackProblem = (error: unknown): string => {
  const said =
    error instanceof CommandError
      ? (error.lastLines.at(-1) ?? error.message)
      : error instanceof Error
        ? error.message
        : String(error);
  return said.replace(/^.*stdin\W*\s*:?\s*/, "").slice(0, 200);
};
