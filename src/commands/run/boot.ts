import { testBoot, type Verdict } from "../../boot/run.ts";
import { bootWord } from "../../grammar/checked.ts";
import { findRelease } from "../../release/release.ts";
import { UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { lineSplitter } from "../../system/process.ts";
import { onInterrupt } from "../../system/signals.ts";
import { sanitize } from "../../system/text.ts";
import type { boot } from "../boot.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing } from "./install-missing.ts";
import { print } from "./print.ts";

/** Lines of the console that are shown under a failed verdict. */
const shownLines = 25;

const writeVerdict = (verdict: Verdict): void => {
  const lines = verdict.checks.map(
    ({ name, ok, detail }) => `  ${ok ? "ok    " : "FAILED"}  ${name.padEnd(14)} ${sanitize(detail)}`,
  );
  print(lines.join("\n"));
  if (verdict.ok) {
    print(`\nThe image boots: ${verdict.seconds} s, ${verdict.memoryMiB} MiB of memory used.`);
    return;
  }
  const failed = verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const tail = verdict.console.split("\n").map(sanitize).filter(Boolean).slice(-shownLines);
  process.stderr.write(
    `\n${tail.map((line) => `  | ${line}`).join("\n")}\n\n` +
      `thinsmith: the image does not boot as it should: ${failed.join(", ")} (after ${verdict.seconds} s).\n` +
      "What to do: the client's last lines are above; --json has its whole console, --timeout gives it more time.\n",
  );
};

/** @throws UsageError for what is no boot parameter */
const bootParameter = (word: string): string => {
  const { success, data, error } = bootWord.safeParse(word);
  if (success) return data;
  throw new UsageError(
    error.issues[0]?.message ?? word,
    "It is one word, NAME or NAME=VALUE; a space inside is written as %.",
  );
};

/** `thinsmith boot`: a release as a client without disks in QEMU. Returns the exit status. */
export const bootCommand = async (
  word: string | undefined,
  options: OptionsOf<typeof boot>,
): Promise<number> => {
  const params = options.param.map(bootParameter);
  const release = await findRelease(word, options.output);
  await installMissing(options.firmware === "uefi" ? ["boot", "uefi"] : ["boot"], options.yes === true);
  const signal = onInterrupt();
  const say = (text: string) => {
    if (!options.json) process.stderr.write(`${text}\n`);
  };
  say(`booting ${shortPath(release.directory)}, ${options.memory} MiB, ${options.cpus} processors`);
  const lines = lineSplitter((line) => {
    const said = /thinsmith: .*/.exec(sanitize(line))?.[0];
    if (said) say(`  ${said}`);
  });
  const verdict = await testBoot({
    release,
    memoryMiB: options.memory,
    cpus: options.cpus,
    firmware: options.firmware,
    accel: options.accel,
    params,
    timeoutSeconds: options.timeout,
    signal,
    onConsole: lines.write,
    onNote: say,
  });
  if (options.json) print(JSON.stringify(verdict));
  else writeVerdict(verdict);
  return verdict.ok ? 0 : 1;
};
