import { once } from "node:events";
import { type Entry, modeText } from "../../../image/entry.ts";
import type { Image, Part, ReadOptions } from "../../../image/image.ts";
import { visible } from "../../../image/names.ts";
import { openImage } from "../../../image/open.ts";
import { summarize } from "../../../image/summary.ts";
import { UsageError } from "../../../system/errors.ts";
import { onInterrupt } from "../../../system/signals/interrupts.ts";
import type { inspect } from "../../inspect.ts";
import type { OptionsOf } from "../../options.ts";
import { installMissing } from "../install-missing.ts";
import { printSbom } from "../trust/sbom.ts";
import { summaryJson } from "./inspect-json.ts";
import { listedRows, summaryLines } from "./inspect-text.ts";

/** How many of the largest files a program gets. */
const largestForPrograms = 100;

const lineOf = (entry: Entry): string => {
  const { type, mode, uid, gid, size, mtime, target, device } = entry;
  const column = device ? `${device.major},${device.minor}` : String(size);
  const time = new Date(mtime * 1000).toISOString().slice(0, 16).replace("T", " ");
  const link = target === undefined ? "" : ` -> ${visible(target)}`;
  return `${modeText(type, mode)} ${`${uid}/${gid}`.padEnd(9)} ${column.padStart(11)} ${time} /${visible(entry.path)}${link}\n`;
};

/** Writes no faster than whoever reads takes it. */
const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
};

const partOf = (image: Image, name: string | undefined): Part => {
  const part = name === undefined ? image.parts[0] : image.parts.find((one) => one.name === name);
  if (part) return part;
  throw new UsageError(
    `${image.title} has no part ${visible(name ?? "")}.`,
    `It has: ${image.parts.map((one) => one.name).join(", ")}.`,
  );
};

/** Every entry, one a line, while it is read. */
const list = async (part: Part, json: boolean, options: ReadOptions): Promise<void> => {
  let first = true;
  for await (const { entries } of part.list(options)) {
    const texts = entries.map((entry) => (json ? JSON.stringify(entry) : lineOf(entry)));
    if (texts.length === 0) continue;
    await write(json ? `${first ? "[\n" : ",\n"}${texts.join(",\n")}` : texts.join(""));
    first = false;
  }
  if (json) await write(first ? "[]\n" : "\n]\n");
};

/** `thinsmith inspect` without a screen. Returns the exit status. */
export const inspectCommand = async (
  word: string | undefined,
  options: OptionsOf<typeof inspect>,
): Promise<number> => {
  if (options.sbom) return printSbom(options.sbom, word, options.output);
  await installMissing(["inspect"], options.yes === true);
  const signal = onInterrupt();
  const image = await openImage(word, { output: options.output, signal });
  if (options.list) {
    await list(partOf(image, options.part), options.json === true, { signal });
    return 0;
  }
  const json = options.json === true;
  const count = json ? largestForPrograms : listedRows;
  const chosen = options.part === undefined ? image : { ...image, parts: [partOf(image, options.part)] };
  const summary = await summarize(chosen, { signal, count, firmware: json });
  await write(
    json ? `${JSON.stringify(summaryJson(summary), null, 2)}\n` : `${summaryLines(summary).join("\n")}\n`,
  );
  for (const { error } of summary.broken) {
    process.stderr.write(`thinsmith: ${visible(error instanceof Error ? error.message : String(error))}\n`);
  }
  return summary.broken.length > 0 ? 1 : 0;
};
