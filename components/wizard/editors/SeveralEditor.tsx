import { Box, Text } from "ink";
import { useState } from "react";
import { textWidth, wrapWords } from "../../../src/system/text-width.ts";
import { run } from "../../charts/line.ts";
import { several, severalFound, severalSearch } from "../../keys/bindings.ts";
import type { ScreenKeys } from "../../keys/keys.ts";
import { helpRows, rowsBeside, searchRows, widestText } from "../../layout.ts";
import { theme } from "../../theme.ts";
import { type FoundRow, findRows } from "../../ui/list/find-rows.ts";
import { PickList } from "../../ui/list/PickList.tsx";
import { useList } from "../../ui/list/useList.ts";
import { usePickKeys, usePickLine, usePickProblem } from "../../ui/list/usePick.ts";
import { Marked } from "../../ui/Marked.tsx";
import { Paragraph } from "../../ui/Paragraph.tsx";
import { signs } from "../../ui/signs.ts";
import { useLayout } from "../../ui/useLayout.ts";
import { Details } from "../Details.tsx";
import type { EditorProps } from "./props.ts";

export interface Item {
  readonly value: string;
  readonly says: string;
  /** What it costs or saves, in words; at the right. */
  readonly size?: string;
}

interface Props extends EditorProps {
  readonly items: readonly Item[];
  readonly context: string;
  /** What may be added besides the items, if anything may. */
  readonly adding?: string;
  /** Sentences that say more of an item. */
  readonly about?: (item: Item) => readonly string[];
  /** Sentences about what is not in the list, but could be expected there. */
  readonly missing?: readonly string[];
}

/** What is written, as a row that adds it: above what only resembles it, below what contains it. */
const withWritten = (
  rows: readonly FoundRow<Item>[],
  written: Item | undefined,
): readonly FoundRow<Item>[] => {
  if (!written || rows.some(({ item }) => item.value === written.value)) return rows;
  const row = { item: written, marks: [] };
  const contains = ({ value, says }: Item) =>
    `${value} ${says}`.toLowerCase().includes(written.value.toLowerCase());
  return rows.some(({ item }) => contains(item)) ? [...rows, row] : [row, ...rows];
};

/** The box, the list's cursor and arrows, and blanks between them. */
const besideRow = 9;
/** Lines about an item: where nothing is known but its row, where more is, and at most. */
const [leastAbout, usualAbout, mostAbout] = [2, 5, 8];

/** Takes any number of values from a list, and of one's own where the setting allows. */
export const SeveralEditor = (props: Props) => {
  const { title, help, value, items, context, adding, about, missing = [] } = props;
  const { check, onChange, onBack } = props;
  const chosen = value as readonly string[];
  const { columns, rows } = useLayout().body;
  const notes = missing.flatMap((sentence) => wrapWords(`${signs.warning} ${sentence}`, columns, true));
  // Rows of the list come first; what they leave is for the item under the cursor.
  const left = rowsBeside(rows, searchRows + helpRows + notes.length + items.length, 0);
  const aboutRows = Math.max(
    about && notes.length === 0 ? usualAbout : leastAbout,
    Math.min(mostAbout, left),
  );
  const parts = { search: searchRows, help: helpRows, about: aboutRows, notes: notes.length };
  const { body, list: room } = useLayout(parts, 3);
  /** What is shown whole: it stays, also where it leaves the list. */
  const [open, setOpen] = useState<Item>();
  const line = usePickLine();
  const own = chosen.filter((one) => !items.some((item) => item.value === one));
  const all: readonly Item[] = [...items, ...own.map((one) => ({ value: one, says: "added by you" }))];
  const wrong = adding && line.query ? check([...chosen, line.query]) : undefined;
  const written = { value: line.query, says: wrong ?? `enter adds this ${adding}` };
  const found = findRows(all, (item) => [item.value, item.says], line.query);
  const shown = withWritten(found, adding && line.query ? written : undefined);
  const list = useList(shown, room.rows);
  const { problem, say } = usePickProblem(line, list);
  const here = list.here?.item;
  const toggle = ({ value: one }: Item) => {
    const adds = !chosen.includes(one);
    const refused = onChange(adds ? [...chosen, one] : chosen.filter((other) => other !== one));
    say(refused);
    return refused === undefined;
  };
  const screen = usePickKeys({
    ...{ line, list },
    keys: { all: severalKeys, writing: severalSearchKeys, found: severalFoundKeys },
    onCommand: (command) => {
      if (command === "back" || (command === "accept" && line.query === "")) onBack();
      else if (!here) return;
      else if (command === "view") setOpen(here);
      else if (command === "toggle") toggle(here);
      else if (command === "accept" && toggle(here)) {
        // The next one can be searched for at once.
        line.clear();
        const at = all.findIndex((item) => item.value === here.value);
        list.go(at < 0 ? all.length : at);
      }
    },
  });
  const width = Math.min(30, Math.max(8, ...all.map((item) => textWidth(item.value))) + 1);
  const linesOf = (sentences: readonly string[], columns: number) =>
    sentences.flatMap((sentence) => wrapWords(sentence, Math.min(columns, widestText), true));
  const isCut = ({ value, says, size = "" }: Item) =>
    Math.max(width, textWidth(value)) + textWidth(says) + textWidth(size) + besideRow > body.columns;
  const aboutLines = here
    ? linesOf(
        [...(isCut(here) ? [`${here.value}: ${here.says}`] : []), ...(about?.(here) ?? [])],
        body.columns,
      )
    : [];
  const shownAbout =
    aboutLines.length > aboutRows
      ? [...aboutLines.slice(0, aboutRows - 1), `${signs.more} tab shows all`]
      : aboutLines;
  if (open)
    return (
      <Details
        title={title}
        name={open.value}
        chosen={chosen.includes(open.value)}
        linesIn={(columns) =>
          linesOf([open.value, open.says, ...(about?.(open) ?? [])], columns).map((line, index) => [
            run(line, { bold: index === 0 }),
          ])
        }
        problem={problem}
        onToggle={() => toggle(open)}
        onBack={() => setOpen(undefined)}
      />
    );
  return (
    <PickList
      {...{ title, context, line, list, screen }}
      empty="nothing matches; esc shows all"
      row={({ item, marks: [ofValue = [], ofWords = []] }) => (
        <Text wrap="truncate">
          [{chosen.includes(item.value) ? "x" : " "}] <Marked text={item.value} marks={ofValue} />
          {" ".repeat(Math.max(0, width - textWidth(item.value)))}{" "}
          <Text {...theme.quiet}>
            <Marked text={item.says} marks={ofWords} />
          </Text>
        </Text>
      )}
      right={({ item }) => item.size}
    >
      <Box marginTop={1} width={body.columns} flexDirection="column">
        {problem ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${problem}`} />
        ) : here === written && wrong ? (
          <Paragraph {...theme.warning} text={`${signs.warning} ${wrong}`} />
        ) : (
          <>
            <Paragraph {...theme.quiet} text={help} />
            {shownAbout.length > 0 ? <Text>{shownAbout.join("\n")}</Text> : null}
            {missing.length > 0 ? <Text {...theme.warning}>{notes.join("\n")}</Text> : null}
          </>
        )}
      </Box>
    </PickList>
  );
};

export const severalKeys: ScreenKeys = {
  title: "Choose any number from a list",
  bindings: several,
};

export const severalSearchKeys: ScreenKeys = {
  title: "Choose any number from a list, while you search",
  bindings: severalSearch,
};

export const severalFoundKeys: ScreenKeys = {
  title: "Choose any number from a list, among the results",
  bindings: severalFound,
};
