import { render } from "ink";
import type { ReactNode } from "react";
import { markPastes, unmarkPastes } from "../keys/input.ts";
import { OverlayProvider, OverlayStore } from "../terminal/overlay.ts";
import { TerminalInput } from "../terminal/terminal-input.ts";
import { TerminalOutput } from "../terminal/terminal-output.ts";
import { TerminalProvider } from "../terminal/useTerminal.ts";
import { Keyboard } from "./Keyboard.tsx";

const enter = `\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l${markPastes}`;
const leave = `${unmarkPastes}\x1b[?25h\x1b[?1049l`;

/**
 * Ink delays a frame that follows another too soon: by up to 33 ms at 30 frames a second, which a person who types quickly
 * would notice. Stores announce changes ten times a second at most, so that more frames cost nothing.
 */
const maxFps = 120;

/**
 * Draws on the terminal's alternate screen until `exit` is called or the signal comes, and gives the terminal
 * back as it was, whatever ends the program.
 */
export const drawFullscreen = async (
  draw: (exit: () => void) => ReactNode,
  signal: AbortSignal,
): Promise<void> => {
  const restore = () => {
    process.stdin.setRawMode(false);
    process.stdout.write(leave);
  };
  process.once("exit", restore);
  // Before the first frame: Ink sets the mode later, and until then Enter comes as another key.
  process.stdin.setRawMode(true);
  process.stdout.write(enter);
  let exit: () => void = () => {};
  const input = new TerminalInput(process.stdin);
  const overlays = new OverlayStore();
  const output = new TerminalOutput(process.stdout, overlays);
  let over = false;
  let lent: Promise<void> | undefined;
  const lend = async (work: () => Promise<void>) => {
    output.lend();
    input.lend();
    process.stdout.write(leave);
    lent = work();
    try {
      await lent;
    } finally {
      if (!over) {
        input.takeBack();
        process.stdout.write(enter);
        output.takeBack();
      }
    }
  };
  const drawn = (
    <TerminalProvider value={lend}>
      <OverlayProvider value={overlays}>
        <Keyboard>{draw(() => exit())}</Keyboard>
      </OverlayProvider>
    </TerminalProvider>
  );
  const app = render(drawn, {
    // Ink asks for a terminal's streams; these have all that Ink uses.
    stdin: input as unknown as NodeJS.ReadStream,
    stdout: output as unknown as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps,
  });
  exit = () => app.unmount();
  signal.addEventListener("abort", exit);
  try {
    await app.waitUntilExit();
  } finally {
    over = true;
    signal.removeEventListener("abort", exit);
    // A program that has the terminal keeps it until that program ends.
    await lent?.catch(() => {});
    process.off("exit", restore);
    input.close();
    output.close();
    restore();
  }
};
