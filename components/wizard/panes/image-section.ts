import { clients, type Forecast, type ImagePart } from "../../../src/contents/forecast.ts";
import { sanitize } from "../../../src/system/text.ts";
import { cutLines, cutMiddle, padColumns, wrapWords } from "../../../src/system/text-width.ts";
import { bar, stackedBar } from "../../charts/bar.ts";
import { glyphs } from "../../charts/glyphs.ts";
import { type Line, run } from "../../charts/line.ts";
import { chartColours } from "../../theme.ts";
import { count, gibibytes, megabytes, minutes } from "../../ui/format.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";

/** What the last choice changed. */
export interface Change {
  /** Bytes that the image has more than before it. */
  readonly bytes: number;
  readonly what: string;
}

const names: Readonly<Partial<Record<ImagePart["kind"], string>>> = {
  base: "base system",
  client: "client system",
  kernel: "kernel",
  chosen: "own packages",
};
const nameOf = ({ kind, name }: ImagePart) => names[kind] ?? (kind === "role" ? name : `${kind} ${name}`);

/** Parts that have a row of their own; the rest shares one. */
const mostParts = 6;

const largest = (parts: readonly ImagePart[]) => {
  const sorted = parts.toSorted((a, b) => b.bytes - a.bytes);
  const shown = sorted.slice(0, sorted.length > mostParts ? mostParts - 1 : mostParts);
  const rest = sorted.slice(shown.length);
  const others = rest.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    ...shown.map((part) => ({ name: nameOf(part), bytes: part.bytes })),
    ...(rest.length > 0 ? [{ name: count(rest.length, "smaller part"), bytes: others }] : []),
  ];
};

/** Below half a megabyte nothing has changed that a person would notice. */
const noticed = 500_000;

/** Lines of a warning. */
const mostWarning = 4;

/** "▲ 12 MB": what the last choice added, or "" where that is next to nothing. */
export const changeText = (change: Change | undefined): string => {
  if (!change || Math.abs(change.bytes) < noticed) return "";
  return `${change.bytes > 0 ? signs.grown : signs.shrunk} ${megabytes(Math.abs(change.bytes))}`;
};

/** What the figures are made of. */
const measuredText = ({ measuredBy }: Forecast): string =>
  `estimated from ${measuredBy === undefined ? "packages that were measured" : `the last release of ${sanitize(measuredBy)}`}`;

/** What the image will be: its size, what made it change, and its largest parts. */
export const imageSection = (cost: Forecast, seconds: number, change: Change | undefined): Section => {
  const changed = changeText(change);
  const parts = largest(cost.parts);
  const load = Math.max(1, Math.round(cost.loadSeconds));
  return {
    title: "This image",
    draw: (columns, rows) => {
      const size = `${megabytes(cost.imageBytes)} `;
      const what = cutMiddle(change?.what ?? "", columns - size.length - changed.length - 1, signs.more);
      const total: Line = [
        run(size, { bold: true }),
        ...(changed
          ? [run(changed, { colour: (change?.bytes ?? 0) > 0 ? "warning" : "good" }), run(` ${what}`)]
          : []),
      ];
      const width = Math.max(...parts.map(({ name }) => name.length)) + 1;
      const room = columns - width - 8;
      const most = Math.max(...parts.map(({ bytes }) => bytes));
      const missing = wrapWords(`${signs.warning} not in this suite: ${cost.unknown.join(", ")}`, columns);
      // The summary has all of them.
      const told = cutLines(missing, mostWarning, columns, signs.more);
      const all: Line[] = [
        total,
        ...(cost.unknown.length > 0 ? told.map((line): Line => [run(line, { colour: "warning" })]) : []),
        [
          run(`${count(cost.packages, "package")}, ${megabytes(cost.downloadBytes)} to download`, {
            dim: true,
          }),
        ],
        stackedBar(
          parts.map(({ bytes }, index) => ({
            value: bytes,
            colour: chartColours[index % chartColours.length] ?? "accent",
          })),
          columns,
          glyphs,
        ),
        ...parts.map(
          ({ name, bytes }, index): Line => [
            run(padColumns(name, width)),
            bar(bytes / most, room, chartColours[index % chartColours.length] ?? "accent", glyphs),
            run(megabytes(bytes).padStart(8)),
          ],
        ),
        [],
        ...wrapWords(
          `a client needs ${gibibytes(cost.clientBytes)}; about ${minutes(seconds)} to build`,
          columns,
        ).map((line): Line => [run(line)]),
        ...wrapWords(`${clients} clients, 1 Gbit/s: ${load} s to load`, columns).map(
          (line): Line => [run(line, { dim: true })],
        ),
        ...wrapWords(measuredText(cost), columns).map((line): Line => [run(line, { dim: true })]),
      ];
      return all.slice(0, rows);
    },
    words: () =>
      `${cost.unknown.length > 0 ? `Not in this suite: ${cost.unknown.join(", ")}. ` : ""}The image takes about ${megabytes(cost.imageBytes)} and ${minutes(seconds)} to build${changed ? `, ${changed} by ${change?.what}` : ""}: ${parts.map(({ name, bytes }) => `${name} ${megabytes(bytes)}`).join(", ")}.`,
  };
};
