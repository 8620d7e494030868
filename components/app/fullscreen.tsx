import { render } from "ink";
import type { ReactNode } from "react";
import { aroundStops } from "../../src/system/signals/stops.ts";
import { markPastes, unmarkPastes } from "../keys/input.ts";
import { reportMouse, reportMouseNoLonger } from "../terminal/mouse.ts";
import { OverlayProvider, OverlayStore } from "../terminal/overlay.ts";
import { TerminalInput } from "../terminal/terminal-input.ts";
import { TerminalOutput } from "../terminal/terminal-output.ts";
import { PicturesProvider, TerminalPictures } from "../terminal/terminal-pictures.ts";
import { TerminalProvider } from "../terminal/useTerminal.ts";
import { signs } from "../ui/signs.ts";
import { Keyboard } from "./Keyboard.tsx";

let hasMouse = process.env.INK_SCREEN_READER !== "true";

/** Leaves the mouse to the terminal in all that is drawn from now on. */
export const withoutMouse = (): void => {
  hasMouse = false;
};

const enterSequence = () => `\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l${markPastes}${hasMouse ? reportMouse : ""}`;
const leaveSequence = () => `${hasMouse ? reportMouseNoLonger : ""}${unmarkPastes}\x1b[?25h\x1b[?1049l`;

/**
 * Ink delays a frame that follows another too soon: by up to 33 ms at 30 frames a second, which a person who types quickly
 * would notice. Stores announce changes ten times a second at most, so that more frames cost nothing.
 */
const maxFps = 120;

/** Node waits at each write until a terminal has taken it, so that a slow line would hold up the keys. */
const waitForTerminal = (wait: boolean) => {
  const { _handle } = process.stdout as { readonly _handle?: { setBlocking?: (wait: boolean) => void } };
  _handle?.setBlocking?.(wait);
};

/** Resolves when the terminal has all, or takes nothing any more. */
const written = (text: string) =>
  new Promise<void>((done) => {
    const dead = setTimeout(done, 10_000);
    process.stdout.write(text, () => {
      clearTimeout(dead);
      done();
    });
  });

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
    waitForTerminal(true);
    process.stdout.write(leaveSequence());
  };
  process.once("exit", restore);
  // Before the first frame: Ink sets the mode later, and until then Enter comes as another key.
  process.stdin.setRawMode(true);
  process.stdout.write(enterSequence());
  waitForTerminal(false);
  let exit: () => void = () => {};
  const input = new TerminalInput(process.stdin);
  const overlays = new OverlayStore();
  const output = new TerminalOutput(process.stdout, overlays, signs.more);
  const pictures = new TerminalPictures(input, output, process.env);
  let over = false;
  let ours = true;
  const giveAway = () => {
    ours = false;
    output.lend();
    input.lend();
    waitForTerminal(true);
    process.stdout.write(leaveSequence());
  };
  const takeBack = () => {
    ours = true;
    input.takeBack();
    process.stdout.write(enterSequence());
    waitForTerminal(false);
    output.takeBack();
  };
  let lent: Promise<void> | undefined;
  const lend = async (work: () => Promise<void>) => {
    giveAway();
    lent = written("").then(work);
    try {
      await lent;
    } finally {
      if (!over) takeBack();
    }
  };
  let stoppedWhileOurs = false;
  const stopsNoLonger = aroundStops({
    before: () => {
      stoppedWhileOurs = ours;
      if (ours) giveAway();
    },
    after: () => {
      if (stoppedWhileOurs && !over) takeBack();
    },
  });
  // After a stop that nobody can put in order before, SIGSTOP, the terminal is the shell's.
  const drawAnew = () => {
    if (!ours) return;
    giveAway();
    takeBack();
  };
  process.on("SIGCONT", drawAnew);
  const drawn = (
    <TerminalProvider value={{ lend, copy: (text) => output.copy(text) }}>
      <OverlayProvider value={overlays}>
        <PicturesProvider value={pictures.ask}>
          <Keyboard {...(hasMouse ? { mouse: input.mouse } : {})}>{draw(() => exit())}</Keyboard>
        </PicturesProvider>
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
  // Before there was anything to end.
  if (signal.aborted) exit();
  try {
    await app.waitUntilExit();
  } finally {
    over = true;
    stopsNoLonger();
    process.off("SIGCONT", drawAnew);
    signal.removeEventListener("abort", exit);
    // A program that has the terminal keeps it until that program ends.
    await lent?.catch(() => {});
    process.off("exit", restore);
    input.close();
    output.close();
    // What is still on its way to a slow terminal comes before what gives it back.
    await written("");
    restore();
  }
};
