import { createInterface } from "node:readline/promises";
import type { OnPause } from "../../pipeline/runner.ts";

/** Tells a person at a plain terminal that the build waits, and lets it go on at Enter. */
export const waitForEnter: OnPause = (pause, resume, cancelled) => {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  process.stderr.write(
    `\nThe ${pause.machine} is yours. Work in it, from another terminal:\n\n  ${pause.command}\n\n`,
  );
  // The prompt takes Ctrl-C for itself, and Ctrl-D closes it without an answer: both are meant for the build.
  const interrupt = () => process.kill(process.pid, "SIGINT");
  prompt.on("SIGINT", interrupt).on("close", interrupt);
  prompt
    .question("Enter, here, lets the build go on. ", { signal: cancelled })
    .then(resume, () => process.stderr.write("\n"))
    .finally(() => prompt.off("close", interrupt).close());
};
