import { CommandError, runOnTerminal } from "./process.ts";
import { withoutInterrupts } from "./signals/interrupts.ts";

/** Gives our terminal to a command that a person works in; resolves when they leave. */
export const handOver = async (
  command: readonly string[],
  saying: string,
  env?: Readonly<Record<string, string>>,
): Promise<void> => {
  process.stderr.write(`${saying} "exit" leads back to thinsmith.\n`);
  try {
    await withoutInterrupts(() => runOnTerminal(command, env));
  } catch (error) {
    // The status is that of the last command that was typed.
    if (!(error instanceof CommandError)) throw error;
  }
};
