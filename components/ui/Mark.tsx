import { Text } from "ink";
import { theme } from "../theme.ts";
import { signs } from "./signs.ts";

const marks = {
  waiting: { sign: signs.waiting, style: theme.idle },
  running: { sign: signs.running, style: theme.accent },
  done: { sign: signs.done, style: theme.good },
  failed: { sign: signs.failed, style: theme.bad },
  cancelled: { sign: signs.failed, style: theme.warning },
  warning: { sign: signs.warning, style: theme.warning },
} as const;

export type MarkName = keyof typeof marks;

/** The sign of a state, in its colour. */
export const Mark = ({ of }: { readonly of: MarkName }) => <Text {...marks[of].style}>{marks[of].sign}</Text>;
