import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { render } from "ink";
import type { ReactNode } from "react";
import { expect } from "vitest";
import { Keyboard } from "../../../components/app/Keyboard.tsx";
import { segmentsOf } from "../../../components/terminal/compose.ts";
import { OverlayProvider, OverlayStore } from "../../../components/terminal/overlay.ts";
import { TerminalInput } from "../../../components/terminal/terminal-input.ts";
import { TerminalProvider } from "../../../components/terminal/useTerminal.ts";
import { charactersOf, textWidth } from "../../../src/system/text-width.ts";
import { waitFor } from "../wait.ts";

/** What a terminal sends for the keys of the key table that are no characters. */
const bytesOf: Record<string, string> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  home: "\x1b[H",
  end: "\x1b[F",
  enter: "\r",
  esc: "\x1b",
  backspace: "\x7f",
  delete: "\x1b[3~",
  "alt+left": "\x1b[1;3D",
  "alt+right": "\x1b[1;3C",
  "ctrl+left": "\x1b[1;5D",
  "ctrl+right": "\x1b[1;5C",
  space: " ",
  tab: "\t",
  "shift+tab": "\x1b[Z",
};

/** A key as the key table writes it, as a terminal sends it. */
export const typed = (key: string): string => {
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  if (control) return String.fromCharCode(control.charCodeAt(0) - 96);
  return bytesOf[key] ?? (key.startsWith("alt+") ? `\x1b${typed(key.slice(4))}` : key);
};

/** The text of a screen: Ink's frame, and what is laid over it. */
const textOf = (inkFrame: string, columns: number, { overlay }: OverlayStore): string => {
  if (!overlay) return inkFrame;
  const rows: string[][] = [];
  for (const { row, column, width, text } of segmentsOf(inkFrame, columns, overlay)) {
    const cells = rows[row] ?? Array<string>(columns).fill(" ");
    rows[row] = cells;
    let at = column;
    for (const character of charactersOf(stripVTControlCharacters(text))) {
      const size = textWidth(character);
      cells[at] = character;
      // The second cell of a wide character.
      if (size === 2) cells[at + 1] = "";
      at += size;
    }
    expect(at - column, `the width of ${text}`).toBeLessThanOrEqual(width);
  }
  return Array.from(rows, (cells) => (cells ?? []).join("")).join("\n");
};

/** Draws a screen for a terminal of a size; `frame` is the last one drawn, without colours. */
export const draw = (node: ReactNode, columns = 80, rows = 24) => {
  let inkFrame = "";
  const inkFrames: string[] = [];
  const overlays = new OverlayStore();
  const copied: string[] = [];
  const frame = () => textOf(inkFrame, columns, overlays);
  const stdout = Object.assign(new PassThrough(), { columns, rows, isTTY: true });
  stdout.on("data", (chunk) => {
    inkFrame = stripVTControlCharacters(String(chunk)) || inkFrame;
    inkFrames.push(inkFrame);
  });
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {}, ref: () => {}, unref: () => {} });
  const stdin = new TerminalInput(keyboard as unknown as NodeJS.ReadStream);
  const drawn = (
    <TerminalProvider value={{ lend: (work) => work(), copy: (text) => copied.push(text) }}>
      <OverlayProvider value={overlays}>
        <Keyboard mouse={stdin.mouse}>{node}</Keyboard>
      </OverlayProvider>
    </TerminalProvider>
  );
  const app = render(drawn, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const shows = (content: string | RegExp) =>
    waitFor(
      () => (typeof content === "string" ? frame().includes(content) : content.test(frame())),
      30,
    ).catch(() => {
      throw new Error(`the screen does not show ${content}:\n${frame()}`);
    });
  return {
    frame,
    shows,
    /** Whether a frame had this, also one that was replaced at once; of what is laid over Ink's frames, nothing. */
    hasShown: (content: string) => inkFrames.some((one) => one.includes(content)),
    /** What the screens gave to the terminal's clipboard. */
    copied,
    /** Resolves when something else is drawn. */
    changes: (before: string) => waitFor(() => frame() !== before, 10),
    press: (key: string) => keyboard.write(typed(key)),
    unmount: () => app.unmount(),
  };
};
