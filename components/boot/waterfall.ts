import type { BootBefore } from "../../src/boot/before.ts";
import { type BootTimes, type Span, secondsOf } from "../../src/boot/times.ts";
import { sanitize } from "../../src/system/text.ts";
import { cutColumns, padColumns, wrapWords } from "../../src/system/text-width.ts";
import { glyphs } from "../charts/glyphs.ts";
import { type Line, run } from "../charts/line.ts";
import { timeAxis, timelineRow } from "../charts/timeline.ts";
import type { Colour } from "../theme.ts";
import type { Section } from "../ui/frame/panes.ts";
import { signs } from "../ui/signs.ts";

/** An earlier boot on a machine of the same kind, to compare with. */
export interface Compared {
  /** "last release", or "last boot" of the same one. */
  readonly what: string;
  readonly times: BootTimes;
}

/** What is compared with: another boot tells something only where the machine is emulated, or not, in the same way. */
export const comparedWith = (
  before: BootBefore | undefined,
  now: { readonly id: string; readonly accel?: string | undefined; readonly firmware: string },
): Compared | undefined => {
  if (!before) return undefined;
  const { id, times } = before;
  if (times.accel !== now.accel || times.firmware !== now.firmware) return undefined;
  return { what: id === now.id ? "last boot" : "last release", times };
};

/** Columns for a name, for its seconds, and for the seconds that it took before. */
const [secondsColumns, beforeColumns] = [8, 10];
/** Fewer columns have no room for what it was before, and for whole names of services. */
const roomForBefore = 50;
const nameColumnsIn = (columns: number) =>
  columns < roomForBefore ? 9 : columns < 2 * roomForBefore ? 14 : 24;

const tenths = (seconds: number) => seconds.toFixed(1);
const took = ({ from, to }: Span) => to - from;

interface Row {
  readonly name: string;
  readonly real?: Span | undefined;
  readonly before?: Span | undefined;
  readonly colour: Colour;
}

const rowsOf = ({ phases }: BootTimes, compared: Compared | undefined, running: boolean): Row[] => {
  const before = compared?.times.phases ?? [];
  const find = (name: string) => before.find((span) => span.name === name);
  const reached = phases.map(
    (real, index): Row => ({
      ...{ name: real.name, real, before: find(real.name) },
      colour: running && index === phases.length - 1 ? "accent" : "good",
    }),
  );
  const ahead = running ? before.filter(({ name }) => !phases.some((span) => span.name === name)) : [];
  return [...reached, ...ahead.map((span): Row => ({ name: span.name, before: span, colour: "accent" }))];
};

/** The first word of a unit's name is what it is known by. */
const unitName = (name: string) =>
  sanitize(name)
    .replace(/\.(service|mount)$/, "")
    .replace(/^systemd-/, "");

const beforeText = ({ real, before }: Row): string => {
  if (!before) return "";
  if (!real) return `about ${tenths(took(before))}`;
  const more = took(real) - took(before);
  // What is within a tenth of a second is the same.
  if (Math.abs(more) < 0.1) return "same";
  return `${more > 0 ? signs.grown : signs.shrunk} ${tenths(Math.abs(more))}`;
};

const drawRow = (row: Row, seconds: number, columns: number, compared: boolean): Line => {
  const nameColumns = nameColumnsIn(columns);
  const beside = compared ? beforeColumns : 0;
  const width = Math.max(4, columns - nameColumns - secondsColumns - beside);
  const text = row.real ? `${tenths(took(row.real))} s` : "";
  return [
    run(padColumns(cutColumns(sanitize(row.name), nameColumns - 1, signs.more), nameColumns)),
    ...timelineRow(
      {
        ...(row.real ? { real: row.real } : {}),
        ...(row.before ? { expected: row.before } : {}),
        colour: row.colour,
      },
      seconds,
      width,
      glyphs,
    ),
    run(text.padStart(secondsColumns)),
    ...(compared ? [run(beforeText(row).padStart(beside), { dim: true })] : []),
  ];
};

/** How long a boot took in all, and how long the one before. */
export const timesSentence = (times: BootTimes, compared: Compared | undefined): string => {
  const all = `${tenths(secondsOf(times))} s from the kernel's start`;
  return compared ? `${all}; ${compared.what} ${tenths(secondsOf(compared.times))} s` : all;
};

/** A boot as a waterfall: its parts on one axis of time, what they took before in shade; then its slowest services. */
export const waterfallLines = (
  times: BootTimes,
  compared: Compared | undefined,
  running: boolean,
  columns: number,
  room: number,
): Line[] => {
  const parts = rowsOf(times, compared, running);
  if (parts.length === 0) return [[run("The client has not said anything yet.", { dim: true })]];
  const seconds = Math.max(1, secondsOf(times), compared ? secondsOf(compared.times) : 0);
  const beside = compared !== undefined && columns >= roomForBefore;
  const draw = (row: Row) => drawRow(row, seconds, columns, beside);
  const nameColumns = nameColumnsIn(columns);
  const width = Math.max(4, columns - nameColumns - secondsColumns - (beside ? beforeColumns : 0));
  const heads = run("change".padStart(columns), { dim: true });
  const above: Line[] = [
    ...(beside ? [[heads]] : []),
    ...parts.map(draw),
    [run(" ".repeat(nameColumns)), ...timeAxis(seconds, width, String)],
    ...wrapWords(timesSentence(times, compared), columns).map((text) => [run(text)]),
  ];
  const left = room - above.length - 2;
  const units = times.units
    .slice(0, Math.max(0, left))
    .toSorted((a, b) => a.from - b.from)
    .map((unit): Row => ({ name: unitName(unit.name), real: unit, colour: "chart2" }));
  return units.length === 0
    ? above
    : [...above, [run(" ")], [run("slowest services", { dim: true })], ...units.map(draw)];
};

/** The waterfall in a pane. */
export const waterfallSection = (
  times: BootTimes,
  compared: Compared | undefined,
  running: boolean,
): Section => ({
  title: "Where the time goes",
  draw: (columns, rows) => waterfallLines(times, compared, running, columns, rows),
  words: () => {
    const parts = rowsOf(times, compared, running).flatMap((row) => {
      // Read aloud, a number that changes every second would never end.
      if (row.real && row.colour === "accent") return [`${sanitize(row.name)} running`];
      const was = row.before ? `, before ${tenths(took(row.before))} s` : "";
      return row.real ? [`${sanitize(row.name)} ${tenths(took(row.real))} s${was}`] : [];
    });
    const slow = times.units.map((unit) => `${unitName(unit.name)} ${tenths(took(unit))} s`);
    const services = slow.length > 0 ? ` Slowest services: ${slow.join(", ")}.` : "";
    return parts.length === 0
      ? "The client has not said anything yet."
      : `The boot: ${parts.join(", ")}${running ? "" : `; ${timesSentence(times, compared)}`}.${services}`;
  },
});
