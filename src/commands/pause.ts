import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { Pause } from "../builders/builder.ts";

/** Tells a person at a plain terminal that the build waits, and lets it go on at Enter. */
export const waitForEnter = (pause: Pause, resume: () => void): void => {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  process.stderr.write(
    `\nThe ${pause.machine} is yours. Work in it, from another terminal:\n\n  ${pause.command}\n\n`,
  );
  const answered = prompt.question("Enter, here, lets the build go on. ").then(
    () => resume(),
    () => {},
  );
  // Ctrl-C closes the prompt without an answer; it is the build's to end then.
  void Promise.race([answered, once(prompt, "SIGINT").then(() => process.kill(process.pid, "SIGINT"))]).then(
    () => prompt.close(),
  );
};
