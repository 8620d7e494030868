import { useMemo } from "react";
import { type Line, type RunStyle, run } from "../charts/line.ts";
import { everywhereKeys, moving } from "../keys/bindings.ts";
import type { Binding, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { Frame } from "./frame/Frame.tsx";
import { hasAllSections, type Section } from "./frame/panes.ts";
import { wrappedLines } from "./frame/sections.ts";
import { LineText } from "./LineText.tsx";
import { Rows } from "./list/Rows.tsx";
import { useList } from "./list/useList.ts";
import { useLayout } from "./useLayout.ts";

interface Props {
  readonly about: ScreenKeys;
  /** Whether everything can be found from here. */
  readonly finds: boolean;
  /** Whether a hand on the mouse is listened to. */
  readonly hasMouse: boolean;
  readonly onClose: () => void;
}

/** A key or a sign, and what it means. */
interface Explained {
  readonly what: string;
  readonly means: string;
  readonly isKey: boolean;
}

const keysOf = (bindings: readonly Binding[]): Explained[] =>
  bindings.map(({ keys, label }) => ({ what: keys.join(" "), means: label, isKey: true }));

const mouse: readonly Explained[] = [
  ["wheel", "moves as the arrows do"],
  ["click", "goes to a row; twice: opens it"],
  ["shift+drag", "selects text, as the terminal does"],
].map(([what = "", means = ""]) => ({ what, means, isKey: true }));

/** The list's cursor and arrows, with blanks between them. */
const besideRow = 4;

const widthOf = (entries: readonly Explained[]) => Math.max(...entries.map(({ what }) => what.length)) + 2;

/** Keys or signs in one column, what they mean in the other. @param width of the first column */
const linesOf = (entries: readonly Explained[], columns: number, width = widthOf(entries)): Line[] =>
  entries.flatMap(({ what, means, isKey }) =>
    wrappedLines([means], columns - width).map((line, index): Line => {
      const style: RunStyle = isKey ? { colour: "accent" } : { bold: true };
      return [run((index === 0 ? what : "").padEnd(width), style), ...line];
    }),
  );

const explaining = (title: string, entries: readonly Explained[]): Section => ({
  title,
  draw: (columns) => linesOf(entries, columns),
  words: () => `${title}: ${entries.map(({ what, means }) => `${what}, ${means}`).join("; ")}.`,
});

/** The keys of a screen, from the definition that handles them, what its signs mean, and what acts on every screen. */
export const Help = ({ about, finds, hasMouse, onClose }: Props) => {
  const { title, signs = [] } = about;
  const everywhere = keysOf(everywhereKeys.bindings.filter(({ command }) => finds || command !== "find"));
  const signEntries = signs.map(([what, means]) => ({ what, means, isKey: false }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: made of these alone
  const panes = useMemo(
    () => ({
      right: [
        ...(signEntries.length > 0 ? [explaining("Signs", signEntries)] : []),
        explaining("On every screen", everywhere),
        ...(hasMouse ? [explaining("Mouse", mouse)] : []),
      ],
    }),
    [about, finds, hasMouse],
  );
  const layout = useLayout(undefined, undefined, panes);
  const { body, list: room } = layout;
  // A low pane has its first section alone.
  const beside = layout.panes?.right && hasAllSections(layout.panes.right);
  const entries = beside
    ? keysOf(about.bindings)
    : [...keysOf(about.bindings), ...signEntries, ...everywhere, ...(hasMouse ? mouse : [])];
  const list = useList(linesOf(entries, body.columns - besideRow, Math.max(18, widthOf(entries))), room.rows);
  useKeymap(helpKeys, (command) => (command === "back" ? onClose() : list.handle(command)));
  return (
    <Frame title="Keys" context={title} screen={helpKeys} panes={panes}>
      <Rows list={list} row={(line) => <LineText line={line} />} />
    </Frame>
  );
};

export const helpKeys: ScreenKeys = {
  title: "Help",
  bindings: [
    {
      keys: ["esc", "enter", "?", "q", "ctrl+c", "ctrl+p", ":", "left", "h"],
      command: "back",
      label: "back",
    },
    ...moving,
  ],
};
