import { Box, Text } from "ink";
import { useEffect, useMemo, useState } from "react";
import { shortPath } from "../../../src/system/paths.ts";
import { sanitize } from "../../../src/system/text.ts";
import { help, leave, moving, search, searchKeys } from "../../keys/bindings.ts";
import type { Binding, ScreenKeys } from "../../keys/keys.ts";
import { useKeymap } from "../../keys/useKeymap.ts";
import { theme } from "../../theme.ts";
import { Cell } from "../Cell.tsx";
import { Frame } from "../frame/Frame.tsx";
import type { SidePanes } from "../frame/panes.ts";
import { LineEntry } from "../LineEntry.tsx";
import { signs } from "../signs.ts";
import { useLayout } from "../useLayout.ts";
import { useStore } from "../useStore.ts";
import { LogLine } from "./LogLine.tsx";
import { logStagesSection } from "./log-stages-section.ts";
import { type LogState, LogView } from "./log-view.ts";

const number = (value: number) => value.toLocaleString("en");

interface Props {
  readonly path: string;
  /** Whether it is a build's: then its stages stand at the left, where there is room. */
  readonly ofBuild?: boolean;
  /** What stands beside another log. */
  readonly panes?: SidePanes | undefined;
  readonly onClose: () => void;
}

const place = ({ lines, first, total, read, following }: LogState): string => {
  const reading = read < 0.99 ? `reading ${Math.floor(read * 100)} %   ` : "";
  if (lines.length === 0) return `${reading}no lines`;
  const shown = `${reading}lines ${number(first + 1)} to ${number(first + lines.length)} of ${number(total)}`;
  return following ? `${shown}, the end` : shown;
};

const found = ({ query, count, full, at, over }: NonNullable<LogState["search"]>): string => {
  const all = `${full ? "over " : ""}${number(count)}`;
  const how = count === 0 ? (over ? "not found" : "searching ...") : `${at ? `${number(at)} of ` : ""}${all}`;
  return `/ ${query}   ${how}${count > 0 && !over ? ", searching ..." : ""}`;
};

/** A whole log from disk, also while it grows: a window that moves, and a search. */
export const Log = ({ path, ofBuild = false, panes, onClose }: Props) => {
  // The stages are read from the log.
  const { body, list } = useLayout({ line: 1 }, undefined, ofBuild ? { left: true } : panes);
  const height = list.rows;
  const view = useMemo(() => new LogView(path, 1, ofBuild), [path, ofBuild]);
  const [typing, setTyping] = useState(false);
  useEffect(() => () => view.close(), [view]);
  useEffect(() => view.resize(height), [view, height]);
  const state = useStore(view);
  const { stages, first, following, total } = state;
  // At its end, what the last line belongs to.
  const line = following ? total : first;
  const side = useMemo(
    () => (ofBuild ? { left: [logStagesSection(stages, line)] } : panes),
    [ofBuild, stages, line, panes],
  );
  const keys = ofBuild ? buildLogKeys : logKeys;
  useKeymap(keys, (command) => {
    if (command === "back") onClose();
    else if (command === "search") setTyping(true);
    else view.handle(command);
  });
  const find = (text: string) => {
    setTyping(false);
    view.find(text);
  };
  return (
    <Frame title="Log" context={place(state)} screen={typing ? searchKeys : keys} panes={side}>
      <Box flexDirection="column" height={height} overflow="hidden">
        {state.lines.slice(0, height).map(({ number: line, text, match }) => (
          <Box key={line} height={1} flexShrink={0}>
            <Cell width={2} {...theme.accent}>
              {match === "here" ? signs.here : match === "other" ? "+" : " "}
            </Cell>
            <LogLine text={text} width={body.columns - 2} {...(match === "here" && theme.emphasis)} />
          </Box>
        ))}
      </Box>
      {typing ? (
        <LineEntry sign="/" onTake={find} onBack={() => find("")} />
      ) : (
        <Text {...theme.quiet} wrap="truncate-middle">
          {state.problem
            ? `${signs.warning} ${state.problem} ${sanitize(path)}`
            : state.search
              ? found(state.search)
              : sanitize(shortPath(path))}
        </Text>
      )}
    </Frame>
  );
};

const searching: readonly Binding[] = [
  search,
  { keys: ["n"], command: "searchNext", label: "next match" },
  { keys: ["N"], command: "searchPrevious", label: "previous match" },
];
const leaving: readonly Binding[] = [
  ...moving,
  { keys: ["esc", "q", "l", "h"], command: "back", label: "back" },
  help,
  leave,
];

export const logKeys: ScreenKeys = { title: "The full log", bindings: [...searching, ...leaving] };

export const buildLogKeys: ScreenKeys = {
  title: "The full log of a build",
  bindings: [
    ...searching,
    { keys: ["tab"], command: "nextTab", label: "next stage" },
    { keys: ["shift+tab"], command: "previousTab", label: "previous stage", quiet: true },
    ...leaving,
  ],
};
