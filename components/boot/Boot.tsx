import { Box, Text, useIsScreenReaderEnabled } from "ink";
import { useRef, useState } from "react";
import { cutColumns } from "../../src/system/text-width.ts";
import { help, leave, quit } from "../keys/bindings.ts";
import type { Binding, Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import type { Layout } from "../layout.ts";
import { usePictures } from "../terminal/terminal-pictures.ts";
import { minutes } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import type { SidePanes } from "../ui/frame/panes.ts";
import { Mark } from "../ui/Mark.tsx";
import { Remedy } from "../ui/Remedy.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import { usePanes } from "./boot-panes.ts";
import type { BootSession, BootView } from "./boot-session.ts";
import { type BootWords, bootWords } from "./boot-words.ts";
import { Checks, ChecksLine } from "./Checks.tsx";
import { ConsolePanel } from "./ConsolePanel.tsx";
import { PictureNote, usePictureSegments } from "./PictureView.tsx";
import { Times } from "./Times.tsx";
import { terminalBytes } from "./terminal-keys.ts";

/** Sizes that `m` goes through, in MiB. */
const memorySizes = [512, 1024, 2048, 4096] as const;
const stopTyping = "\x1d";
const marks = { ok: "done", failed: "failed", note: "warning" } as const;

interface Props {
  readonly session: BootSession;
  /** Gets "back" and "quit", once the machine is gone. */
  readonly onCommand: (command: Command) => void;
  /** Whether it is the whole program, which is left by quitting alone. */
  readonly alone?: boolean;
}

/** Name left, machine and time right, in as many words as there is room for. */
const headOf = (view: BootView, { width, panes, title: { columns } }: Layout, now: number) => {
  const { name, memoryMiB, cpus, firmware, accel, startedAt, endedAt } = view;
  const clock = minutes(((endedAt ?? now) - startedAt) / 1000);
  const machine = [`${memoryMiB} MiB`, `${cpus} processors`, firmware, accel ?? ""].filter(Boolean);
  const context = `${(width === "narrow" && !panes ? machine.slice(0, 1) : machine).join("  ")}   ${clock.padStart(5)}`;
  const title = `Test boot  ${name}`;
  return { context, title: cutColumns(title, columns - 2 - context.length, signs.more) };
};

const Sentence = ({ words: { kind, sentence }, wrap }: { words: BootWords; wrap: "wrap" | "truncate" }) => (
  <Text wrap={wrap}>
    <Mark of={marks[kind]} /> {sentence}
  </Text>
);

/** What fills the body: all of it, or one part alone. */
type Shown = "all" | "full" | "times" | "screen";
const none: SidePanes = {};

/** A test boot: its checks, its verdict, its console, and the keyboard for whoever wants to look around in it. */
export const Boot = ({ session, onCommand, alone = false }: Props) => {
  const view = useStore(session);
  const now = useNow();
  const [typing, setTyping] = useState(false);
  const [shown, setShown] = useState<Shown>("all");
  const inWords = usePictures(view.hasScreen) === "none";
  const beside = usePanes(view, inWords);
  const panes = shown === "all" ? beside : none;
  const layout = useLayout({ checks: 1 }, 1, panes);
  const aloud = useIsScreenReaderEnabled();
  const picture = usePictureSegments(shown === "screen" && !aloud && !inWords ? view : undefined, layout);
  const leaving = useRef(false);
  const leave = (command: Command) => {
    if (leaving.current) return;
    leaving.current = true;
    session.stop().then(() => onCommand(command));
  };
  const type = (text: string, key: string) => {
    if (!typing) return;
    // The key that ends the typing may come together with keys before it.
    const [before = "", ...after] = terminalBytes(text, key).split(stopTyping);
    session.write(before);
    if (after.length > 0) setTyping(false);
  };
  const keys = typing ? typingKeys : alone ? aloneKeys : bootScreen;
  const toggle = (part: Shown) => setShown((old) => (old === part ? "all" : part));
  useKeymap(
    keys,
    (command) => {
      if (command === "quit") leave("quit");
      else if (command === "back" && typing) setTyping(false);
      else if (command === "back" && shown !== "all") setShown("all");
      else if (command === "back" && !alone) leave("back");
      if (command === "full" || command === "times" || command === "screen") toggle(command);
      if (command === "type" && view.state === "running") {
        // What is typed has to be seen.
        setShown((old) => (old === "full" ? old : "all"));
        setTyping(true);
      }
      if (command === "memory")
        session.again(memorySizes.find((size) => size > view.memoryMiB) ?? memorySizes[0]);
      if (command === "again") session.again();
      if (command === "cancel") void session.stop();
    },
    type,
  );

  const words = bootWords(view);
  const consoleTitle =
    view.state === "ended"
      ? "console, the machine has ended"
      : typing
        ? "console, every key goes to the client until ctrl+]"
        : "console";
  const { columns, rows } = layout.body;
  return (
    <Frame {...headOf(view, layout, now)} screen={keys} panes={panes} laid={picture}>
      {shown === "all" ? (
        <Box flexDirection="column" flexShrink={0}>
          {layout.panes?.left ? null : <Checks checks={view.checks} width={columns} />}
          {words ? <Sentence words={words} wrap="wrap" /> : null}
          <Remedy text={words?.remedy} />
        </Box>
      ) : (
        <ChecksLine checks={view.checks}>
          {words ? <Sentence words={words} wrap="truncate" /> : undefined}
        </ChecksLine>
      )}
      {shown === "times" ? (
        <Times view={view} {...{ columns, rows: layout.list.rows }} />
      ) : shown === "screen" ? (
        <PictureNote view={view} inWords={aloud || inWords} />
      ) : (
        <ConsolePanel
          {...{ title: consoleTitle, lines: view.consoleLines, width: columns, rows }}
          cursor={typing ? view.cursor : undefined}
        />
      )}
    </Frame>
  );
};

const bindings: readonly Binding[] = [
  { keys: ["f"], command: "full", label: "full console" },
  { keys: ["w"], command: "times", label: "times" },
  { keys: ["p"], command: "screen", label: "screen" },
  { keys: ["i"], command: "type", label: "type" },
  { keys: ["m"], command: "memory", label: "memory" },
  { keys: ["r"], command: "again", label: "again" },
  { keys: ["c"], command: "cancel", label: "stop" },
];

export const bootScreen: Screen<Props> = {
  title: "Test boot",
  bindings: [...bindings, { keys: ["esc", "q"], command: "back", label: "back" }, help, leave],
  component: Boot,
};

export const aloneKeys: ScreenKeys = {
  title: "Test boot, of thinsmith boot",
  bindings: [...bindings, { keys: ["esc"], command: "back", label: "back" }, help, quit],
};

export const typingKeys: ScreenKeys = {
  title: "Test boot, typing to the client",
  bindings: [{ keys: ["ctrl+]"], command: "back", label: "stop typing" }],
  passesKeys: true,
};
