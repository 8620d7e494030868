import type { ReleaseFacts } from "../../../src/release/describe.ts";
import { sanitize } from "../../../src/system/text.ts";
import { cutColumns, padColumns, textWidth } from "../../../src/system/text-width.ts";
import { type Line, type Run, run } from "../../charts/line.ts";
import { count, megabytes, when } from "../../ui/format.ts";
import { signs } from "../../ui/signs.ts";
import { mainOf, type Row } from "./rows.ts";

/** Columns of the names, in front of all else. */
const names = { least: 12, most: 24 };
/** As "yesterday 16:20". */
const timeColumns = 15;

const nameOf = (row: Row): string => {
  switch (row.kind) {
    case "heading":
      return "";
    case "image":
      return row.image.name;
    case "release":
      return `  ${row.release.id.replace(/-.*/, "")}`;
    case "draft":
      return row.draft.problem === undefined ? `Go on with ${row.draft.name}` : `Draft ${row.draft.name}`;
    case "new":
      return "New image";
    case "preset":
      return row.preset.name;
  }
};

/** How wide the names of these rows are drawn. */
export const nameColumnsOf = (rows: readonly Row[]): number =>
  Math.min(names.most, Math.max(names.least, ...rows.map((row) => textWidth(sanitize(nameOf(row))))));

const column = (text: string, columns: number) =>
  `${padColumns(cutColumns(sanitize(text), columns, signs.more), columns)} `;
const size = (bytes: number | undefined) => (bytes === undefined ? "" : megabytes(bytes)).padStart(7);
const time = (at: Date | undefined) => column(at ? when(at) : "", timeColumns);

/** How well a release is known to work: a sign with its word. */
export const provenRun = ({ bytes, tested, candidate }: ReleaseFacts): Run => {
  if (bytes === undefined) return run(`${signs.warning} unusable`, { colour: "warning" });
  if (!tested && candidate) return run(`${signs.failed} not sound`, { colour: "bad" });
  if (!tested) return run(`${signs.waiting} not tried`, { dim: true });
  return tested.ok
    ? run(`${signs.done} boots`, { colour: "good" })
    : run(`${signs.failed} boot failed`, { colour: "bad" });
};

/** What clients do with a release, in words. */
export const usesOf = ({ entry, served, candidate }: ReleaseFacts): string[] => [
  ...(candidate ? ["candidate"] : []),
  ...(entry.current ? ["current"] : []),
  ...(entry.canary ? ["on trial"] : []),
  ...(served ? ["being served"] : []),
];

/** What is true of an image's releases together, what is wrong first. */
const marksOf = (releases: readonly ReleaseFacts[], open: boolean): Line => {
  const unusable = releases.filter(({ bytes }) => bytes === undefined).length;
  const warning = (text: string) => run(`  ${signs.warning} ${text}`, { colour: "warning" });
  return [
    ...(unusable > 0 && releases.length > 1 ? [warning(`${unusable} unusable`)] : []),
    ...(releases.some(({ entry }) => entry.current) ? [] : [warning("none is current")]),
    ...(releases.some(({ served }) => served) ? [run("  being served", { colour: "good" })] : []),
    ...(releases.some(({ entry }) => entry.canary) ? [run("  1 on trial")] : []),
    ...(releases.length > 1
      ? [run(`  ${open ? signs.open : signs.closed} ${count(releases.length, "release")}`, { dim: true })]
      : []),
  ];
};

/** Where another process has a draft open. */
export const heldSaid = (pid: number, building: boolean): string =>
  building ? `is being built by process ${pid}` : `is open in another wizard, process ${pid}`;

/** Fewer columns have no room for an image's size, and for the time of a release, which is in its name. */
const roomy = 70;

/** A row of the first screen, in so many columns, of which the name has so many. */
export const rowLine = (row: Row, columns: number, nameColumns: number): Line => {
  const name = `${column(nameOf(row), nameColumns)} `;
  switch (row.kind) {
    case "heading": {
      const dots = signs.dots.repeat(Math.max(0, columns - textWidth(row.text) - 3));
      return [run(`${signs.dots} ${row.text} ${dots}`, { dim: true })];
    }
    case "image": {
      const { image, releases, open } = row;
      const main = mainOf(releases);
      return [
        run(name, { bold: true }),
        run(time(main?.at ?? image.at)),
        ...(columns < roomy ? [] : [run(`${size(main?.bytes)}  `)]),
        ...(main ? [provenRun(main)] : []),
        ...(releases ? marksOf(releases, open) : []),
      ];
    }
    case "release": {
      const { release } = row;
      return [
        run(name, { dim: true }),
        ...(columns < roomy ? [] : [run(time(release.at))]),
        run(`${size(release.bytes)}  `),
        provenRun(release),
        run(`  ${usesOf(release).join(", ")}`, { dim: true }),
      ];
    }
    case "draft": {
      const { draft } = row;
      if (draft.problem !== undefined)
        return [run(name), run(sanitize(draft.problem), { colour: "warning" })];
      const at = when(new Date(draft.changedAt));
      const says =
        draft.changes === 0
          ? `draft, no change since ${at}`
          : `draft, ${count(draft.changes, "change")}, the last ${at}`;
      if (draft.heldBy !== undefined) return [run(name), run(heldSaid(draft.heldBy, draft.building))];
      return [run(name), run(draft.building ? "its build was interrupted" : says)];
    }
    case "new":
      return [run(name), run("step by step")];
    case "preset": {
      const { origin, description, problem } = row.preset;
      return [
        run(name),
        ...(problem
          ? [run(`cannot be used: it ${sanitize(problem)}`, { colour: "warning" })]
          : [run(sanitize(description).trim())]),
        run(origin === "own" ? " (own)" : "", { dim: true }),
      ];
    }
  }
};
