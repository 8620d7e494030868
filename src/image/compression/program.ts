import { ThinsmithError } from "../../system/errors.ts";
import { CommandError } from "../../system/process.ts";
import { hasProgram } from "../../system/programs.ts";
import { type Packing, unpackCommand } from "./kinds.ts";

/** @throws ThinsmithError where the program that unpacks a file is not installed */
export const demandProgram = async (path: string, packing: Packing): Promise<void> => {
  const program = unpackCommand(packing)?.[0];
  if (program === undefined || (await hasProgram(program))) return;
  throw new ThinsmithError(`${path} is packed with ${packing}, and ${program} is not installed.`, {
    remedy: "thinsmith doctor --install brings what is missing.",
  });
};

/** Why something could not be unpacked: what the program said last, without the name that it has for its input. */
export const unpackProblem = (error: unknown): string => {
  const said =
    error instanceof CommandError
      ? (error.lastLines.at(-1) ?? error.message)
      : error instanceof Error
        ? error.message
        : String(error);
  return said.replace(/^.*stdin\W*\s*:?\s*/, "").slice(0, 200);
};
