import { basename } from "node:path";
import { Box, Text } from "ink";
import { useMemo, useRef, useState } from "react";
import { extractPart } from "../../src/image/extract/extract.ts";
import { TargetOccupied } from "../../src/image/extract/target.ts";
import { visible } from "../../src/image/names.ts";
import type { Node, Tree } from "../../src/image/tree.ts";
import { CancelledError } from "../../src/system/errors.ts";
import { shortPath } from "../../src/system/paths.ts";
import { leave } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { bars } from "../ui/frame/sections.ts";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { failureText } from "../ui/shown-error.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { InspectSession, LoadedPart } from "./inspect-session.ts";
import { bytesText } from "./tree/node-text.ts";
import { useFilePanes } from "./useFilePanes.ts";

interface Props {
  readonly session: InspectSession;
  readonly part: LoadedPart;
  /** What is to be extracted, directories with all below. */
  readonly nodes: readonly Node[];
  /** Gets a sentence about what came of it; nothing where it was left. */
  readonly onEnd: (said: string | undefined) => void;
}

/** Of what is marked, the largest have a bar. */
const mostMarked = 12;

const markedSection = (tree: Tree, nodes: readonly Node[]) =>
  bars(
    "Marked",
    nodes.map((node) => ({ name: visible(tree.name(node)), bytes: tree.totalSize(node) })),
    mostMarked,
  );

/** Asks before files are extracted, and once more where the target is a directory that thinsmith did not make. */
export const Extraction = ({ session, part: loaded, nodes, onEnd }: Props) => {
  const { part, tree } = loaded;
  const [first = 0] = nodes;
  const file = useFilePanes(loaded, first, session.image.release?.manifest);
  const side = useMemo(
    () => (nodes.length > 1 ? { right: [markedSection(tree, nodes)] } : file),
    [tree, nodes, file],
  );
  const { columns } = useLayout(undefined, undefined, side).body;
  const [mode, setMode] = useState<"extracting" | "replacing" | "waiting">("extracting");
  const [progress, setProgress] = useState({ fraction: 0, entries: 0 });
  const cancelling = useRef(new AbortController());
  const target = `unpacked-${part.name}`;
  const extract = (replace: "ours" | "anything") => {
    setMode("waiting");
    extractPart(part, {
      only: nodes.map((node) => tree.path(node)),
      replace,
      signal: AbortSignal.any([session.signal, cancelling.current.signal]),
      onProgress: ({ fraction = 0, entries }) => setProgress({ fraction, entries }),
    }).then(
      ({ directory, entries, notes }) =>
        onEnd(
          [
            entries === 1
              ? `1 entry is in ${shortPath(directory)}.`
              : `${entries.toLocaleString("en")} entries are in ${shortPath(directory)}.`,
            ...notes,
          ].join(" "),
        ),
      (error) => {
        if (error instanceof TargetOccupied) setMode("replacing");
        else onEnd(error instanceof CancelledError ? "Nothing was extracted." : failureText(error));
      },
    );
  };
  useKeymap(modes[mode], (command) => {
    if (command === "back") onEnd(undefined);
    else if (command === "cancel") cancelling.current.abort();
    else if (command === "confirm") extract(mode === "replacing" ? "anything" : "ours");
  });
  const bytes = nodes.reduce((sum, node) => sum + tree.totalSize(node), 0);
  const what =
    nodes.length === 1
      ? `/${visible(tree.path(nodes[0] ?? 0))}`
      : `${nodes.length} marked files and directories`;
  return (
    <Frame title="Extract" context={basename(part.file)} screen={modes[mode]} panes={side}>
      <Text wrap="truncate-middle">{what}</Text>
      <Text>{`${bytesText(bytes)}, to ${target}/ in the current directory.`}</Text>
      <Box marginTop={1}>
        {mode === "replacing" ? (
          <Text {...theme.warning} wrap="wrap">
            {`${target}/ exists and was not made by thinsmith. Extracting removes it with everything in it.`}
          </Text>
        ) : mode === "extracting" ? (
          <Text {...theme.quiet} wrap="wrap">
            Files extracted there before are removed first. Owners and modes are kept only for root.
          </Text>
        ) : (
          <Box columnGap={2}>
            <ProgressBar fraction={progress.fraction} width={Math.max(10, columns - 38)} />
            <Text>{`${progress.entries.toLocaleString("en")} entries`}</Text>
          </Box>
        )}
      </Box>
    </Frame>
  );
};

export const extractingKeys: ScreenKeys = {
  title: "Before files are extracted",
  bindings: [
    { keys: ["enter", "y"], command: "confirm", label: "extract" },
    { keys: ["esc", "n"], command: "back", label: "do not extract" },
    leave,
  ],
};

export const replacingKeys: ScreenKeys = {
  title: "Before a directory is replaced",
  bindings: [
    { keys: ["y"], command: "confirm", label: "replace what is there" },
    { keys: ["esc", "n", "enter"], command: "back", label: "keep what is there" },
    leave,
  ],
};

export const waitingKeys: ScreenKeys = {
  title: "While files are extracted",
  bindings: [{ keys: ["esc", "c", "ctrl+c"], command: "cancel", label: "cancel" }],
};

const modes = { extracting: extractingKeys, replacing: replacingKeys, waiting: waitingKeys };
