import { Box, Text } from "ink";
import { useLayoutEffect, useMemo, useState } from "react";
import { excludePattern } from "../../src/image/exclude-pattern.ts";
import { filterWords } from "../../src/image/filter/words.ts";
import { followLink } from "../../src/image/links.ts";
import { visible } from "../../src/image/names.ts";
import type { Node } from "../../src/image/tree.ts";
import { sanitize } from "../../src/system/text.ts";
import { wrapWords } from "../../src/system/text-width.ts";
import { help, moving, quit, searchKeys, toBack, undoing } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Cell, Rest } from "../ui/Cell.tsx";
import { Frame } from "../ui/frame/Frame.tsx";
import type { SidePanes } from "../ui/frame/panes.ts";
import { LineEntry } from "../ui/LineEntry.tsx";
import { Paragraph } from "../ui/Paragraph.tsx";
import { failureText } from "../ui/shown-error.ts";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useStore } from "../ui/useStore.ts";
import { type CompareChoice, Comparing } from "./Comparing.tsx";
import { Extraction } from "./Extraction.tsx";
import { FileView } from "./FileView.tsx";
import { ImageLists } from "./ImageLists.tsx";
import type { InspectSession, PartView } from "./inspect-session.ts";
import { Listing } from "./Listing.tsx";
import { type Goal, packageTable } from "./lists.ts";
import { mapSection } from "./map-section.ts";
import { bytesText, nodeDetails } from "./node-text.ts";
import { TreeTable } from "./TreeTable.tsx";
import type { TreeState } from "./tree-view.ts";

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

/** What lies over the tree. */
type Over =
  | { readonly kind: "find" | "filter" | "packages" | "lists" | "compare" }
  | { readonly kind: "file"; readonly node: Node }
  | { readonly kind: "extract"; readonly nodes: readonly Node[] };

/** Lines of what is wrong with an archive. */
const mostProblem = 4;

/** While nothing is under the cursor. */
const withMap: SidePanes = { right: [] };

const stateOf = ({ state, fraction, tree, packedBytes }: PartView & { packedBytes: number }) => {
  if (state === "failed") return "cannot be read";
  const files = tree
    ? `${bytesText(tree.totalSize(0))}   ${tree.totalFiles(0).toLocaleString("en")} files`
    : "";
  const reading =
    state === "read" ? "" : `reading${fraction === undefined ? "" : ` ${Math.floor(fraction * 100)} %`}   `;
  return `${reading}${bytesText(packedBytes)} packed   ${files}`;
};

const foundText = ({ found, filter }: TreeState): string => {
  if (!found) return "";
  if ("error" in found) return found.error;
  if (found.missing === "changes") return `${filter}: compare with another release first (d)`;
  if (found.missing === "system") return `${filter}: packages are not read yet`;
  return `filter ${filter}: ${found.count.toLocaleString("en")} found, ${bytesText(found.bytes)}`;
};

/** Inside an image: its archives as trees, with what is known of each file. */
export const Inspect = (props: Props) => {
  const { session, others, onExclude, onTurn, onCommand, comparing = false, alone = false } = props;
  const image = useStore(session);
  // The map is known below, from what is under the cursor; that there is one is known here.
  const [tab, setTab] = useState(0);
  const part = image.parts[tab];
  const { columns } = useLayout(undefined, undefined, withMap).body;
  // What of a damaged archive could be read stands below it.
  const wrong = part?.problem ? wrapWords(sanitize(part.problem), columns, true).slice(0, mostProblem) : [];
  const layout = useLayout({ problem: wrong.length, rule: 1, details: 2 }, undefined, withMap);
  const [over, setOver] = useState<Over>();
  const [query, setQuery] = useState("");
  const [message, setMessage] = useState<string>();
  const [, redraw] = useState(0);
  const { view, tree } = part ?? {};
  const height = layout.list.rows;
  view?.resize(height);
  const state = view?.state();
  const here = state?.here;
  const map = useMemo(
    () => (tree && here !== undefined ? { right: [mapSection(tree, here)] } : withMap),
    // A tree grows while it is read.
    [tree, here, tree?.count],
  );
  const close = () => setOver(undefined);

  const goTo = (goal: Goal) => {
    close();
    if ("node" in goal) view?.show(goal.node);
    else {
      // Packages are the root's.
      const root = image.parts.findIndex(({ name }) => name === "rootfs");
      setTab(Math.max(0, root));
      image.parts[root]?.view?.setFilter(`package:${goal.package}`);
    }
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
    search: () => setOver({ kind: "find" }),
    filter: () => setOver({ kind: "filter" }),
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

  if (over?.kind === "packages") {
    const root = image.parts.find(({ name }) => name === "rootfs");
    const packages = root?.system?.packages;
    return (
      <Listing<Goal>
        title={`${image.title}  packages`}
        context={packages ? `${packages.length} packages` : ""}
        {...(root?.tree ? packageTable({ ...root, tree: root.tree }, layout.body.columns) : { rows: [] })}
        empty={packages ? "this image has no list of packages" : "reading ..."}
        panes={map}
        onAccept={goTo}
        onBack={close}
      />
    );
  }
  if (over?.kind === "compare")
    return <Comparing session={session} others={others} panes={map} onGoTo={goTo} onBack={close} />;
  const loaded = part && tree && { ...part, tree };
  if (over?.kind === "lists" && loaded)
    return <ImageLists session={session} part={loaded} panes={map} onGoTo={goTo} onBack={close} />;
  if (over?.kind === "extract" && loaded) {
    const end = (said: string | undefined) => {
      setMessage(said);
      close();
    };
    return <Extraction session={session} part={loaded} nodes={over.nodes} onEnd={end} />;
  }
  if (over?.kind === "file" && loaded) {
    const { node } = over;
    const extract = () => setOver({ kind: "extract", nodes: [node] });
    return <FileView session={session} part={loaded} node={node} onExtract={extract} onBack={close} />;
  }

  const tabs = image.parts.map(({ name }, index) => (index === tab ? `[${name}]` : name)).join("  ");
  const details =
    tree && state?.here !== undefined ? nodeDetails(tree, state.here, state.context) : undefined;
  const hint = state?.found
    ? foundText(state)
    : over?.kind === "filter"
      ? filterWords.map(({ word }) => word).join("  ")
      : undefined;
  const marks = state && state.marked.size > 0 ? `${state.marked.size} marked` : "";
  const right = [marks, `by ${state?.sort ?? "size"}`].filter(Boolean).join(", ");
  return (
    <Frame
      title={`${image.title}  ${image.parts.length > 1 ? tabs : ""}`}
      context={part ? stateOf({ ...part, packedBytes: part.part.packedBytes }) : ""}
      screen={over ? searchKeys : alone ? aloneKeys : inspectScreen}
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
      {message && !over ? (
        <Box height={2} flexShrink={0} overflow="hidden">
          <Paragraph text={sanitize(message)} />
        </Box>
      ) : (
        <>
          <Box height={1} flexShrink={0}>
            {over ? (
              <LineEntry
                key={over.kind}
                sign={over.kind === "find" ? "/" : "filter"}
                start={over.kind === "filter" ? (state?.filter ?? "") : ""}
                onText={(text) => {
                  if (over.kind === "filter") view?.setFilter(text);
                  else find(text, 1, true);
                  redraw((count) => count + 1);
                }}
                onTake={(text) => {
                  if (over.kind === "find") setQuery(text);
                  close();
                }}
                onBack={() => {
                  if (over.kind === "filter") view?.setFilter("");
                  close();
                }}
              />
            ) : (
              <Text wrap="truncate-middle">{details?.path ?? " "}</Text>
            )}
          </Box>
          <Box height={1} flexShrink={0} columnGap={2}>
            <Rest {...(!message && theme.quiet)}>{message ?? hint ?? details?.facts ?? " "}</Rest>
            <Cell {...theme.quiet}>{right}</Cell>
          </Box>
        </>
      )}
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
