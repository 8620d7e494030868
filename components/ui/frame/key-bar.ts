import { type Line, run } from "../../charts/line.ts";
import type { Binding, Command, ScreenKeys } from "../../keys/keys.ts";

/** What the key bar says of a binding. */
interface Entry {
  readonly command: Command;
  readonly key: string;
  readonly label: string;
}

const entryOf = ({ command, keys, label, quiet, beside }: Binding, wide: boolean): Entry[] => {
  if (wide && beside) return [{ command, key: beside[0], label: beside[1] }];
  return quiet ? [] : [{ command, key: keys[0] ?? "", label }];
};

const widthOf = (entries: readonly Entry[], gap: number) =>
  entries.reduce((sum, { key, label }) => sum + key.length + 1 + label.length + gap, -gap);

/**
 * The keys that work on a screen, from its definition: the first key of each binding, as many as fit; back, help and quit always.
 * @param wide whether the panes beside the screen have all their sections
 */
export const keyBarLine = ({ bindings }: ScreenKeys, columns: number, wide = false): Line => {
  const loud = bindings.flatMap((binding) => entryOf(binding, wide));
  const last = loud.filter(({ command }) => ["back", "help", "quit"].includes(command));
  const first = loud.filter((entry) => !last.includes(entry));
  // Closer together before any of them is left out.
  while (first.length > 0 && widthOf([...first, ...last], 2) > columns) first.pop();
  const shown = loud.filter((entry) => first.includes(entry) || last.includes(entry));
  const gap = widthOf(shown, 3) <= columns ? 3 : 2;
  return shown.flatMap(({ key, label }, index) => [
    ...(index > 0 ? [run(" ".repeat(gap))] : []),
    run(key, { colour: "accent" }),
    run(` ${label}`),
  ]);
};
