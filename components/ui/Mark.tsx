import { type Run, type RunStyle, run } from "../charts/line.ts";
import { LineText } from "./LineText.tsx";
import { signs } from "./signs.ts";

const marks = {
  waiting: [signs.waiting, { dim: true }],
  running: [signs.running, { colour: "accent" }],
  done: [signs.done, { colour: "good" }],
  failed: [signs.failed, { colour: "bad" }],
  cancelled: [signs.failed, { colour: "warning" }],
  warning: [signs.warning, { colour: "warning" }],
} as const satisfies Readonly<Record<string, readonly [string, RunStyle]>>;

export type MarkName = keyof typeof marks;

/** The sign of a state, in its colour. */
export const markRun = (of: MarkName): Run => {
  const [sign, style] = marks[of];
  return run(sign, style);
};

export const Mark = ({ of }: { readonly of: MarkName }) => <LineText line={[markRun(of)]} />;
