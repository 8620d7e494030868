import type { Progress } from "../../src/boot/progress.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { type Line, type Run, run } from "../charts/line.ts";
import type { Section } from "../ui/frame/panes.ts";
import { markRun } from "../ui/Mark.tsx";

/** The sign of a check's state. */
export const checkRun = ({ state }: Progress): Run => markRun(state === "ok" ? "done" : state);

const nameOf = (check: Progress): Line => [
  checkRun(check),
  run(` ${check.name}`, { bold: check.state === "running", dim: check.state === "waiting" }),
];

const detailOf = ({ detail }: Progress, columns: number): Line[] =>
  detail === ""
    ? []
    : wrapWords(sanitize(detail), columns - 2, true).map((text) => [run(`  ${text}`, { dim: true })]);

/** The checks of a test boot, one below the other. Where not all has room, details of what is as it should be give way. */
export const checksSection = (checks: readonly Progress[]): Section => ({
  title: "Checks",
  draw: (columns, rows) => {
    const withDetails = (which: (check: Progress) => boolean) =>
      checks.flatMap((check) => [nameOf(check), ...(which(check) ? detailOf(check, columns) : [])]);
    const all = withDetails(() => true);
    return all.length <= rows ? all : withDetails(({ state }) => state !== "ok");
  },
  words: () =>
    `Checks: ${checks.map(({ name, state, detail }) => `${name} ${state} ${sanitize(detail)}`.trim()).join(", ")}.`,
});
