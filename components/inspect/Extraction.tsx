import { basename } from "node:path";
import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { extractPart } from "../../src/image/extract/extract.ts";
import { TargetOccupied } from "../../src/image/extract/target.ts";
import { visible } from "../../src/image/names.ts";
import type { Node } from "../../src/image/tree.ts";
import { CancelledError } from "../../src/system/errors.ts";
import { shortPath } from "../../src/system/paths.ts";
import { leave } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import { theme } from "../theme.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { ProgressBar } from "../ui/ProgressBar.tsx";
import { useLayout } from "../ui/useLayout.ts";
import type { InspectSession, LoadedPart } from "./inspect-session.ts";
import { bytesText } from "./node-text.ts";

interface Props {
  readonly session: InspectSession;
  readonly part: LoadedPart;
  /** What is to be extracted, directories with all below. */
  readonly nodes: readonly Node[];
  /** Gets a sentence about what came of it; nothing where it was left. */
  readonly onEnd: (said: string | undefined) => void;
}

/** Asks before files are extracted, and once more where the target is a directory that thinsmith did not make. */
export const Extraction = ({ session, part: { part, tree }, nodes, onEnd }: Props) => {
  const { columns } = useLayout().body;
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
      (error: Error) => {
        if (error instanceof TargetOccupied) setMode("replacing");
        else onEnd(error instanceof CancelledError ? "Nothing was extracted." : error.message);
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
    <Frame title="Extract" context={basename(part.file)} screen={modes[mode]}>
      <Text wrap="truncate-middle">{what}</Text>
      <Text>{`${bytesText(bytes)}, to ${target}/ in the current directory.`}</Text>
      <Box marginTop={1}>
        {mode === "replacing" ? (
          <Text {...theme.warning} wrap="wrap">
            {`${target}/ exists already, and thinsmith did not make it. Extracting removes the directory with everything in it.`}
          </Text>
        ) : mode === "extracting" ? (
          <Text {...theme.quiet} wrap="wrap">
            What was extracted there before is removed first. Owners and modes are kept only as root.
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
  title: "Inside an image, before files are extracted",
  bindings: [
    { keys: ["enter", "y"], command: "confirm", label: "extract" },
    { keys: ["esc", "n"], command: "back", label: "do not extract" },
    leave,
  ],
};

export const replacingKeys: ScreenKeys = {
  title: "Inside an image, before a directory is replaced",
  bindings: [
    { keys: ["y"], command: "confirm", label: "replace what is there" },
    { keys: ["esc", "n", "enter"], command: "back", label: "keep what is there" },
    leave,
  ],
};

export const waitingKeys: ScreenKeys = {
  title: "Inside an image, while files are extracted",
  bindings: [{ keys: ["esc", "c", "ctrl+c"], command: "cancel", label: "cancel" }],
};

const modes = { extracting: extractingKeys, replacing: replacingKeys, waiting: waitingKeys };
