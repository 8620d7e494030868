import { type Extracted, extractPart } from "../../image/extract/extract.ts";
import { TargetOccupied } from "../../image/extract/target.ts";
import type { Image, Part } from "../../image/image.ts";
import { visible } from "../../image/names.ts";
import { openImage } from "../../image/open.ts";
import { CancelledError, UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import type { extract } from "../extract.ts";
import type { OptionsOf } from "../options.ts";
import { ask, canAsk } from "./ask.ts";
import { installMissing } from "./install-missing.ts";
import { print } from "./print.ts";

const formats: Readonly<Record<string, Part["format"]>> = {
  rootfs: "squashfs",
  initrd: "initrd",
  home: "tar",
};

/** The part that is meant; of a file the only one, where it is of that kind. */
const partOf = ({ title, parts, release }: Image, name: string): Part => {
  const part = release
    ? parts.find((one) => one.name === name)
    : parts.find(({ format }) => format === formats[name]);
  if (part) return part;
  throw new UsageError(`${title} has no ${name}.`, `It has: ${parts.map((one) => one.name).join(", ")}.`);
};

/** A line in the terminal that is written over as it goes on. */
const progressLine = () => {
  const shown = process.stderr.isTTY;
  let before = -1;
  return {
    show(fraction: number | undefined) {
      const percent = Math.floor((fraction ?? 0) * 100);
      if (!shown || percent === before) return;
      before = percent;
      process.stderr.write(`\r${String(percent).padStart(3)} %`);
    },
    end() {
      if (shown && before >= 0) process.stderr.write("\r      \r");
    },
  };
};

const say = ({ directory, entries, notes }: Extracted): void => {
  const count = entries === 1 ? "1 entry" : `${entries.toLocaleString("en")} entries`;
  print(`${shortPath(directory)}  ${count}`);
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (process.getuid?.() === 0) return;
  process.stderr.write("note: all of it belongs to you: only root can keep the owners of an image\n");
};

/** `thinsmith extract`: unpacks a part of a release or of a file. */
export const extractCommand = async (name: string, options: OptionsOf<typeof extract>): Promise<void> => {
  await installMissing(["inspect"], options.yes === true);
  const signal = onInterrupt();
  const part = partOf(await openImage(options.release, { output: options.output, signal }), name);
  const extract = async (replace: "ours" | "anything") => {
    const progress = progressLine();
    try {
      return await extractPart(part, {
        to: options.to ?? `unpacked-${name}`,
        ...(options.only.length > 0
          ? { only: options.only.map((path) => path.replace(/^\/+|\/+$/g, "")) }
          : {}),
        replace,
        signal,
        ...(process.stderr.isTTY ? { onProgress: ({ fraction }) => progress.show(fraction) } : {}),
      });
    } finally {
      progress.end();
    }
  };
  try {
    say(await extract(options.replace ? "anything" : "ours"));
  } catch (error) {
    if (!(error instanceof TargetOccupied) || !canAsk()) throw error;
    const question = `${visible(shortPath(error.directory))} is there already, and thinsmith has not made it. Remove it with all in it?`;
    if (!(await ask(question, "no"))) throw new CancelledError("Nothing was unpacked.");
    say(await extract("anything"));
  }
};
