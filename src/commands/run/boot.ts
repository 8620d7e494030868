import { memoryWords, neededMemory } from "../../boot/memory.ts";
import { type BootOptions, testBoot, type Verdict } from "../../boot/run.ts";
import { type BootTimes, secondsOf } from "../../boot/times.ts";
import { bootWord } from "../../grammar/checked.ts";
import { findRelease, type Release } from "../../release/release.ts";
import { CancelledError, UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { lineSplitter } from "../../system/process.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import { sanitize } from "../../system/text.ts";
import { certificatesOf, firmwareKeysOf } from "../../trust/firmware/certificates.ts";
import type { boot } from "../boot.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing } from "./install-missing.ts";
import { print, progressKind } from "./print.ts";

/** Lines of the console that are shown under a failed verdict. */
const shownLines = 25;

const timesLine = (times: BootTimes): string => {
  const parts = times.phases.map(({ name, from, to }) => `${sanitize(name)} ${(to - from).toFixed(1)}`);
  return `  times   ${parts.join(", ")}: ${secondsOf(times).toFixed(1)} s from the kernel's start`;
};

const writeVerdict = (verdict: Verdict): void => {
  const lines = verdict.checks.map(
    ({ name, ok, detail }) => `  ${ok ? "ok    " : "FAILED"}  ${name.padEnd(14)} ${sanitize(detail)}`,
  );
  print(lines.join("\n"));
  if (verdict.times.phases.length > 0) print(timesLine(verdict.times));
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

/** @throws UsageError for what a machine whose firmware checks signatures cannot do */
const checkSecure = ({ firmware, param }: Pick<OptionsOf<typeof boot>, "firmware" | "param">): void => {
  if (firmware === "bios")
    throw new UsageError(
      "--secure-boot and --firmware bios exclude each other: a BIOS checks no signature.",
      "Leave out --firmware: the machine has UEFI firmware.",
    );
  if (param.length > 0)
    throw new UsageError(
      "--secure-boot and --param exclude each other: the command line is part of what is signed.",
      "Build the image with another setting, or try the parameter without --secure-boot.",
    );
};

/** Draws test boots in the terminal until a person leaves; given by main, which alone knows the terminal UI. */
export type DrawBoot = (
  release: Release,
  choice: Omit<BootOptions, "release" | "signal" | "memoryMiB"> & { readonly memory: number | undefined },
  signal: AbortSignal,
) => Promise<Verdict | undefined>;

/** `thinsmith boot`: a release as a client without disks in QEMU. Returns the exit status. */
export const bootCommand = async (
  word: string | undefined,
  options: OptionsOf<typeof boot>,
  draw: DrawBoot,
): Promise<number> => {
  const { json = false, cpus, firmware = "bios", accel, key, memory, timeout: timeoutSeconds } = options;
  const kind = json ? "json" : progressKind(options.progress, process.stdin.isTTY);
  if (options.secureBoot) checkSecure(options);
  const { root, link } = options;
  const params = [...options.param.map(bootParameter), ...(root ? [`rootmode=${root}`] : [])];
  const release = await findRelease(word, options.output);
  if (release.manifest.uki?.locked && params.length > 0)
    throw new UsageError(
      `The image ${release.manifest.name} is locked: its clients take no boot parameters.`,
      "Build it with another setting, or with boot.locked=no to try parameters.",
    );
  const keys = options.secureBoot ? await firmwareKeysOf(release.manifest, key) : undefined;
  const uefi = keys ? (["secureBoot"] as const) : firmware === "uefi" ? (["uefi"] as const) : [];
  await installMissing(["boot", ...uefi], options.yes === true);
  // For what draws the screen.
  if (options.pictures) process.env.THINSMITH_PICTURES = options.pictures;
  const signal = onInterrupt();
  const secureBoot = keys && certificatesOf(keys);
  const choice = { cpus, firmware, secureBoot, accel, key, params, link, timeoutSeconds };
  const verdict =
    kind === "tty"
      ? await draw(release, { ...choice, memory }, signal)
      : await bootInLines(release, { ...choice, memory, signal }, json);
  if (!verdict) throw new CancelledError();
  if (json) print(JSON.stringify(verdict));
  else writeVerdict(verdict);
  return verdict.ok ? 0 : 1;
};

/** A test boot with what its client says, a line each. */
const bootInLines = async (
  release: Release,
  { memory, ...choice }: Parameters<DrawBoot>[1] & Pick<BootOptions, "signal">,
  quiet: boolean,
): Promise<Verdict> => {
  const say = (text: string) => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  const needed = neededMemory(release.manifest);
  const memoryMiB = memory ?? needed.memoryMiB;
  const why = memory === undefined ? memoryWords(needed) : `${memory} MiB of memory`;
  say(`booting ${shortPath(release.directory)}, ${choice.cpus} processors, ${why}`);
  const lines = lineSplitter((line) => {
    const said = /thinsmith: .*/.exec(sanitize(line))?.[0];
    if (said) say(`  ${said}`);
  });
  return testBoot({ ...choice, release, memoryMiB, onConsole: lines.write, onNote: say });
};
