import { Box, Text } from "ink";
import { useLayoutEffect, useMemo, useState } from "react";
import { excludePattern } from "../../src/image/exclude-pattern.ts";
import { followLink } from "../../src/image/links.ts";
import { visible } from "../../src/image/names.ts";
import type { Node } from "../../src/image/tree.ts";
import { sanitize } from "../../src/system/text.ts";
import { cutLines, wrapWords } from "../../src/system/text-width.ts";
import { help, moving, quit, searchKeys, toBack, undoing } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Cell } from "../ui/Cell.tsx";
import { Frame } from "../ui/frame/Frame.tsx";
import type { SidePanes } from "../ui/frame/panes.ts";
import { failureText } from "../ui/shown-error.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useStore } from "../ui/useStore.ts";
import type { CompareChoice } from "./Comparing.tsx";
import type { InspectSession, PartView } from "./inspect-session.ts";
import type { Goal } from "./lists.ts";
import { mapSection } from "./map-section.ts";
import { OverTree } from "./OverTree.tsx";
import { BelowTree, rowsBelowTree, type Writing } from "./tree/BelowTree.tsx";
import { bytesText } from "./tree/node-text.ts";
import { TreeTable } from "./tree/TreeTable.tsx";

interface Props {
  readonly session: InspectSession;
  /** Releases that this image can be compared with. */
  readonly others: readonly CompareChoice[];
  /** Leaves something out of the next build; resolves with the sentence that says so. */
  readonly onExclude?: (pattern: string) => Promise<string>;
  /** Takes back, or makes again, what was left out; says so in a sentence. */
  readonly onTurn?: (direction: "undo" | "redo") => Promise<string>;
  /** Gets "back", where there is a screen to go back to, and "quit". */
  readonly onCommand: (command: Command) => void;
  /** Whether it begins with the releases to compare with. */
  readonly comparing?: boolean;
  /** Whether the explorer is the whole program: it is left by quitting alone. */
  readonly alone?: boolean;
}

/** Lines of what is wrong with an archive. */
const mostProblem = 4;

const beside = { right: true };
/** While nothing is under the cursor. */
const withoutMap: SidePanes = { right: [] };

const stateOf = ({ state, fraction, tree, packedBytes }: PartView & { packedBytes: number }) => {
  if (state === "failed") return "cannot be read";
  const files = tree
    ? `${bytesText(tree.totalSize(0))}   ${tree.totalFiles(0).toLocaleString("en")} files`
    : "";
  const reading =
    state === "read" ? "" : `reading${fraction === undefined ? "" : ` ${Math.floor(fraction * 100)} %`}   `;
  return `${reading}${bytesText(packedBytes)} packed   ${files}`;
};

/** Inside an image: its archives as trees, with what is known of each file. */
export const Inspect = (props: Props) => {
  const { session, others, onExclude, onTurn, onCommand, comparing = false, alone = false } = props;
  const image = useStore(session);
  const [tab, setTab] = useState(0);
  const part = image.parts[tab];
  const { columns, rows } = useLayout(undefined, undefined, beside).body;
  // What of a damaged archive could be read stands below it.
  const wrong = part?.problem
    ? cutLines(wrapWords(sanitize(part.problem), columns, true), mostProblem, columns, signs.more)
    : [];
  const [message, setMessage] = useState<string>();
  const [writing, setWriting] = useState<Writing>();
  const said = message === undefined || writing ? [] : wrapWords(sanitize(message), columns, true);
  const details = rowsBelowTree(said, rows);
  const layout = useLayout({ problem: wrong.length, rule: 1, details }, undefined, beside);
  const [over, setOver] = useState<OverTree>();
  const [query, setQuery] = useState("");
  const [, redraw] = useState(0);
  const { view, tree } = part ?? {};
  const height = layout.list.rows;
  view?.resize(height);
  const state = view?.state();
  const here = state?.here;
  const map = useMemo(
    () => (tree && here !== undefined ? { right: [mapSection(tree, here)] } : withoutMap),
    // A tree grows while it is read.
    [tree, here, tree?.count],
  );
  const close = () => setOver(undefined);

  const goTo = (goal: Goal) => {
    close();
    // Packages are the root's.
    const wanted = "node" in goal ? goal.part : "rootfs";
    const to = Math.max(
      0,
      image.parts.findIndex(({ name }) => name === wanted),
    );
    setTab(to);
    const there = image.parts[to]?.view;
    if ("node" in goal) there?.show(goal.node);
    else there?.setFilter(`package:${goal.package}`);
  };
  const find = (text: string, direction: 1 | -1, fromHere: boolean) => {
    if (text !== "" && view && !view.find(text, direction, fromHere)) setMessage(`${text} is not found.`);
  };
  const open = (node: Node) => {
    if (!tree || !view) return;
    const type = tree.type(node);
    if (type === "directory") view.toggle(node);
    else if (type === "file") setOver({ kind: "file", node });
    else if (type === "link") {
      const goal = followLink(tree, node);
      if (goal === undefined) setMessage(`${visible(tree.target(node) ?? "")} is not in this image.`);
      else if (goal !== 0) view.show(goal);
    } else setMessage("Devices, pipes and sockets have no content.");
  };
  const exclude = (node: Node) => {
    if (!tree) return;
    if (part?.name !== "rootfs") return setMessage("Only files of the root can be left out.");
    if (!onExclude) return setMessage("Only files of a release of thinsmith can be left out.");
    const pattern = excludePattern(tree.path(node), tree.isDirectory(node));
    if (pattern === undefined) return setMessage("The settings cannot name this path.");
    onExclude(pattern).then(
      (said) => setMessage(`${said} Its size is ${bytesText(tree.totalSize(node))}.`),
      (error) => setMessage(failureText(error)),
    );
  };
  const turn = (direction: "undo" | "redo") => {
    if (onTurn) onTurn(direction).then(setMessage, (error) => setMessage(failureText(error)));
    else setMessage(`nothing to ${direction}`);
  };
  const back = () => {
    if (state?.filter) view?.setFilter("");
    else if (state && state.marked.size > 0) view?.unmarkAll();
    else if (alone) setMessage("q quits.");
    else onCommand("back");
  };
  const onNode: Partial<Record<Command, (node: Node) => void>> = {
    accept: open,
    view: (node) => (tree?.type(node) === "file" ? setOver({ kind: "file", node }) : open(node)),
    exclude,
    extract: (node) =>
      setOver({ kind: "extract", nodes: state && state.marked.size > 0 ? [...state.marked] : [node] }),
  };
  const onTree: Partial<Record<Command, () => void>> = {
    search: () => setWriting("find"),
    filter: () => setWriting("filter"),
    lists: () => setOver({ kind: "lists" }),
    compare: () => setOver({ kind: "compare" }),
    packages: () => setOver({ kind: "packages" }),
    sort: () => view?.nextSort(),
    left: () => view?.leave(),
    toggle: () => view?.mark(),
    searchNext: () => find(query, 1, false),
    searchPrevious: () => find(query, -1, false),
    nextTab: () => setTab((tab + 1) % image.parts.length),
    previousTab: () => setTab((tab + image.parts.length - 1) % image.parts.length),
    undo: () => turn("undo"),
    redo: () => turn("redo"),
    back,
    quit: () => onCommand("quit"),
  };
  useKeymap(inspectScreen, (command) => {
    setMessage(undefined);
    const act = onNode[command];
    if (act) {
      if (here !== undefined) act(here);
    } else (onTree[command] ?? (() => view?.move(command)))();
    redraw((count) => count + 1);
  });
  // Behind the tree, whose keys the list lies over.
  useLayoutEffect(() => {
    if (comparing) setOver({ kind: "compare" });
  }, [comparing]);

  // Of an archive of which nothing is read there is nothing to show.
  if (over && (tree || over.kind === "packages" || over.kind === "compare"))
    return (
      <OverTree
        {...{ session, image, part, over, others, columns }}
        panes={map}
        onGoTo={goTo}
        onOver={setOver}
        onBack={(said) => {
          if (said !== undefined) setMessage(said);
          close();
        }}
      />
    );

  const tabs = image.parts.map(({ name }, index) => (index === tab ? `[${name}]` : name)).join("  ");
  return (
    <Frame
      title={`${image.title}  ${image.parts.length > 1 ? tabs : ""}`}
      context={part ? stateOf({ ...part, packedBytes: part.part.packedBytes }) : ""}
      screen={writing ? searchKeys : alone ? aloneKeys : inspectScreen}
      panes={map}
    >
      {wrong.length > 0 ? <Text {...theme.bad}>{wrong.join("\n")}</Text> : null}
      {tree && view && state ? (
        <TreeTable
          {...{ tree, view, state, height }}
          wide={layout.width === "wide"}
          columns={layout.body.columns}
          onTouch={(row) => {
            view.touch(row);
            redraw((count) => count + 1);
          }}
        />
      ) : (
        <Box height={height} flexShrink={0}>
          <Text {...theme.quiet}>{part?.problem ? "" : "reading ..."}</Text>
        </Box>
      )}
      <Cell {...theme.quiet}>{signs.rule.repeat(layout.body.columns)}</Cell>
      <BelowTree
        {...{ tree, state, writing, message, said, columns }}
        height={details}
        onText={(text) => {
          if (writing === "filter") view?.setFilter(text);
          else find(text, 1, true);
          redraw((count) => count + 1);
        }}
        onTake={(text) => {
          if (writing === "find") setQuery(text);
          setWriting(undefined);
        }}
        onBack={() => {
          if (writing === "filter") view?.setFilter("");
          setWriting(undefined);
        }}
      />
    </Frame>
  );
};

export const inspectScreen: Screen<Props> = {
  title: "Inside an image",
  bindings: [
    { keys: ["/"], command: "search", label: "find" },
    { keys: ["f"], command: "filter", label: "filter" },
    { keys: ["s"], command: "sort", label: "sort" },
    { keys: ["p"], command: "packages", label: "packages" },
    { keys: ["v"], command: "view", label: "view" },
    { keys: ["x"], command: "extract", label: "extract" },
    { keys: ["e"], command: "exclude", label: "exclude" },
    { keys: ["d"], command: "compare", label: "compare" },
    { keys: ["t"], command: "lists", label: "lists of files" },
    ...undoing,
    ...moving,
    { keys: ["enter", "right", "l"], command: "accept", label: "open, view, follow the link", quiet: true },
    { keys: ["left", "h"], command: "left", label: "close, go up", quiet: true },
    { keys: ["space"], command: "toggle", label: "mark", quiet: true },
    { keys: ["n"], command: "searchNext", label: "next match", quiet: true },
    { keys: ["N"], command: "searchPrevious", label: "previous match", quiet: true },
    { keys: ["tab"], command: "nextTab", label: "next archive", quiet: true },
    { keys: ["shift+tab"], command: "previousTab", label: "previous archive", quiet: true },
    toBack,
    help,
    quit,
  ],
  component: Inspect,
};

/** Where there is no screen to go back to. */
const aloneKeys: ScreenKeys = {
  ...inspectScreen,
  bindings: inspectScreen.bindings.map((binding) =>
    binding === toBack ? { ...toBack, label: "clear the filter", quiet: true } : binding,
  ),
};
