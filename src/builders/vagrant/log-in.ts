import { CommandError, runOnTerminal } from "../../system/process.ts";
import { withoutInterrupts } from "../../system/signals.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import { vagrantEnvironment } from "./place.ts";

/** Gives our terminal to a person who works in a machine; resolves when he leaves. */
export const logIn = async (provider: Provider, machine: string): Promise<void> => {
  process.stderr.write(`Logging in to ${machine}. "exit" leads back to thinsmith.\n`);
  try {
    await withoutInterrupts(() => runOnTerminal(["vagrant", "ssh", machine], vagrantEnvironment(provider)));
  } catch (error) {
    // The status is that of the last command that was typed.
    if (!(error instanceof CommandError)) throw error;
  }
};
