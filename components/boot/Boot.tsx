import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { cutColumns } from "../../src/system/text-width.ts";
import { help, leave } from "../keys/bindings.ts";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { useKeymap } from "../keys/useKeymap.ts";
import type { Layout } from "../layout.ts";
import { minutes } from "../ui/format.ts";
import { Frame } from "../ui/frame/Frame.tsx";
import { Mark } from "../ui/Mark.tsx";
import { Remedy } from "../ui/Remedy.tsx";
import { signs } from "../ui/signs.ts";
import { useLayout } from "../ui/useLayout.ts";
import { useNow, useStore } from "../ui/useStore.ts";
import type { BootSession, BootView } from "./boot-session.ts";
import { type BootWords, bootWords } from "./boot-words.ts";
import { Checks, ChecksLine } from "./Checks.tsx";
import { ConsolePanel } from "./ConsolePanel.tsx";
import { terminalBytes } from "./terminal-keys.ts";

/** Sizes that `m` goes through, in MiB. */
const memorySizes = [512, 1024, 2048, 4096] as const;
const stopTyping = "\x1d";
const marks = { ok: "done", failed: "failed", note: "warning" } as const;

interface Props {
  readonly session: BootSession;
  /** Gets "back" and "quit", once the machine is gone. */
  readonly onCommand: (command: Command) => void;
}

/** Name left, machine and time right, in as many words as there is room for. */
const headOf = (view: BootView, { width, title: { columns } }: Layout, now: number) => {
  const { name, memoryMiB, cpus, firmware, accel, startedAt, endedAt } = view;
  const clock = minutes(((endedAt ?? now) - startedAt) / 1000);
  const machine = [`${memoryMiB} MiB`, `${cpus} processors`, firmware, accel ?? ""].filter(Boolean);
  const context = `${(width === "narrow" ? machine.slice(0, 1) : machine).join("  ")}   ${clock.padStart(5)}`;
  const title = `Test boot  ${name}`;
  return { context, title: cutColumns(title, columns - 2 - context.length, signs.more) };
};

const Sentence = ({ words: { kind, sentence }, wrap }: { words: BootWords; wrap: "wrap" | "truncate" }) => (
  <Text wrap={wrap}>
    <Mark of={marks[kind]} /> {sentence}
  </Text>
);

/** A test boot: its checks, its verdict, its console, and the keyboard for whoever wants to look around in it. */
export const Boot = ({ session, onCommand }: Props) => {
  const view = useStore(session);
  const now = useNow();
  const layout = useLayout();
  const { columns, rows } = layout.body;
  const [typing, setTyping] = useState(false);
  const [full, setFull] = useState(false);
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
  useKeymap(
    typing ? typingKeys : bootScreen,
    (command) => {
      if (command === "quit") leave("quit");
      else if (command === "back" && typing) setTyping(false);
      else if (command === "back" && full) setFull(false);
      else if (command === "back") leave("back");
      if (command === "full") setFull((old) => !old);
      if (command === "type" && view.state === "running") setTyping(true);
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
  return (
    <Frame {...headOf(view, layout, now)} screen={typing ? typingKeys : bootScreen}>
      {full ? (
        <ChecksLine checks={view.checks}>
          {words ? <Sentence words={words} wrap="truncate" /> : undefined}
        </ChecksLine>
      ) : (
        <Box flexDirection="column" flexShrink={0}>
          <Checks checks={view.checks} width={columns} />
          {words ? <Sentence words={words} wrap="wrap" /> : null}
          <Remedy text={words?.remedy} />
        </Box>
      )}
      <ConsolePanel
        {...{ title: consoleTitle, lines: view.consoleLines, width: columns, rows }}
        cursor={typing ? view.cursor : undefined}
      />
    </Frame>
  );
};

export const bootScreen: Screen<Props> = {
  title: "Test boot",
  bindings: [
    { keys: ["f"], command: "full", label: "full console" },
    { keys: ["i"], command: "type", label: "type" },
    { keys: ["m"], command: "memory", label: "boot with more memory" },
    { keys: ["r"], command: "again", label: "boot again" },
    { keys: ["c"], command: "cancel", label: "stop" },
    { keys: ["esc", "q"], command: "back", label: "back" },
    help,
    leave,
  ],
  component: Boot,
};

export const typingKeys: ScreenKeys = {
  title: "Test boot, typing to the client",
  bindings: [{ keys: ["ctrl+]"], command: "back", label: "stop typing" }],
};
