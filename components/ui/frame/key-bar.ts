import { type Line, run } from "../../charts/line.ts";
import type { ScreenKeys } from "../../keys/keys.ts";

/** The keys that work on a screen, from its definition: the first key of each binding, as many as fit; back, help and quit always. */
export const keyBarLine = ({ bindings }: ScreenKeys, columns: number): Line => {
  const loud = bindings.filter(({ quiet }) => !quiet);
  const words = loud.reduce((sum, { keys, label }) => sum + (keys[0]?.length ?? 0) + 1 + label.length, 0);
  // Closer together before any of them is left out.
  const gap = words + 3 * (loud.length - 1) <= columns ? 3 : 2;
  const widthOf = ({ keys, label }: (typeof loud)[number]) => (keys[0]?.length ?? 0) + 1 + label.length + gap;
  const last = loud.filter(({ command }) => ["back", "help", "quit"].includes(command));
  let room = columns + gap - last.reduce((sum, binding) => sum + widthOf(binding), 0);
  const shown = loud.filter((binding) => {
    if (last.includes(binding)) return true;
    room -= widthOf(binding);
    return room >= 0;
  });
  return shown.flatMap(({ keys, label }, index) => [
    ...(index > 0 ? [run(" ".repeat(gap))] : []),
    run(keys[0] ?? "", { colour: "accent" }),
    run(` ${label}`),
  ]);
};
