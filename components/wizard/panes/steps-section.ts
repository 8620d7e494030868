import { differences } from "../../../src/settings/difference.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { inStep, steps } from "../../../src/settings/steps.ts";
import { type Line, run } from "../../charts/line.ts";
import type { Section } from "../../ui/frame/panes.ts";
import { signs } from "../../ui/signs.ts";

interface Options {
  readonly settings: Settings;
  readonly original: Settings;
  /** Steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Name of the step that is open; none on the summary. */
  readonly here: string | undefined;
}

/** The steps, the open one marked, each with the number of its settings that were changed. */
export const stepsSection = ({ settings, original, seen, here }: Options): Section => {
  const changed = differences(original, settings).map(({ name }) => name);
  const rows = steps.map((step) => {
    const open = step.name === here;
    const count = changed.filter((name) => inStep(step, name)).length;
    const line: Line = [
      run(open ? signs.here : " ", { colour: "accent" }),
      run(seen.has(step.name) ? ` ${signs.done} ` : "   ", { colour: "good" }),
      run(step.title.padEnd(10), open ? { colour: "accent", bold: true } : {}),
      run(count > 0 ? `${count} ${signs.changed}` : "", { dim: true }),
    ];
    return line;
  });
  return { title: "Steps", draw: () => rows, words: () => "" };
};
