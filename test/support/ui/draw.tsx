import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { render } from "ink";
import type { ReactNode } from "react";
import { Keyboard } from "../../../components/app/Keyboard.tsx";
import { TerminalInput } from "../../../components/terminal/terminal-input.ts";
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
  space: " ",
  tab: "\t",
  "shift+tab": "\x1b[Z",
};

/** A key as the key table writes it, as a terminal sends it. */
export const typed = (key: string): string => {
  const control = /^ctrl\+([a-z])$/.exec(key)?.[1];
  return control ? String.fromCharCode(control.charCodeAt(0) - 96) : (bytesOf[key] ?? key);
};

/** Draws a screen for a terminal of a size; `frame` is the last one drawn, without colours. */
export const draw = (node: ReactNode, columns = 80, rows = 24) => {
  let frame = "";
  const stdout = Object.assign(new PassThrough(), { columns, rows, isTTY: true });
  stdout.on("data", (chunk) => {
    frame = stripVTControlCharacters(String(chunk)) || frame;
  });
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {}, ref: () => {}, unref: () => {} });
  const stdin = new TerminalInput(keyboard as unknown as NodeJS.ReadStream);
  const app = render(<Keyboard>{node}</Keyboard>, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const shows = (content: string | RegExp) =>
    waitFor(() => (typeof content === "string" ? frame.includes(content) : content.test(frame)), 10).catch(
      () => {
        throw new Error(`the screen does not show ${content}:\n${frame}`);
      },
    );
  return {
    frame: () => frame,
    shows,
    /** Resolves when something else is drawn. */
    changes: (before: string) => waitFor(() => frame !== before, 10),
    press: (key: string) => keyboard.write(typed(key)),
    unmount: () => app.unmount(),
  };
};
