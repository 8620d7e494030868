import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { program, type Workplace, withoutBoot } from "../cli.ts";
import { waitFor } from "../wait.ts";
import { svgOf } from "./svg.ts";

/** What a shell says that waits for a command. */
export const shellPrompt = "shell$ ";

/** The real program in a pseudo terminal; frames are what a person would see. With `inShell`, a shell that runs it. */
export const openTerminal = (
  workplace: Workplace,
  args: readonly string[] = [],
  {
    columns = 80,
    rows = 24,
    env = {},
    inShell = false,
  }: { columns?: number; rows?: number; env?: Record<string, string>; inShell?: boolean } = {},
) => {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  // Ink takes any CI, even an empty one, for a place without a terminal.
  const { CI: _, ...environment } = workplace.env;
  const command = [process.execPath, program, ...withoutBoot(args)];
  const [file = "", ...rest] = inShell ? ["bash", "--noediting", "--norc", "--noprofile", "-i"] : command;
  const pty = spawn(file, rest, {
    name: "xterm-256color",
    cols: columns,
    rows,
    cwd: workplace.folder,
    env: { ...environment, TERM: "xterm-256color", LC_ALL: "C.UTF-8", PS1: shellPrompt, ...env },
  });
  if (inShell) pty.write(`${command.map((word) => `'${word}'`).join(" ")}\r`);
  let raw = "";
  pty.onData((data) => {
    raw += data;
    screen.write(data);
  });
  const ended = new Promise<number>((done) => pty.onExit(({ exitCode }) => done(exitCode)));
  const frame = () => {
    const { active } = screen.buffer;
    return Array.from(
      { length: screen.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    ).join("\n");
  };
  const shows = (content: RegExp | string, seconds = 20) =>
    waitFor(
      () => (typeof content === "string" ? frame().includes(content) : content.test(frame())),
      seconds,
    ).catch(() => {
      throw new Error(`the screen does not show ${content}:\n${frame()}`);
    });
  /** The name of the row under the cursor of a list; what stands beside a name changes by itself, and how wide it is. */
  const here = () => /❯ (?:[^\n│ ]| (?! ))*/.exec(frame())?.[0] ?? "";
  return {
    pid: pty.pid,
    ended,
    frame,
    shows,
    /** Moves down a list to the row of that name. */
    async pick(row: string) {
      await shows(/❯ /);
      for (let moved = 0; moved < 40 && here() !== `❯ ${row}`; moved += 1) {
        const before = here();
        pty.write("j");
        await waitFor(() => here() !== before && here() !== "");
      }
      await waitFor(() => here() === `❯ ${row}`);
    },
    raw: () => raw,
    /** The screen as a picture. */
    picture: (title: string) => svgOf(screen, title),
    press: (keys: string) => pty.write(keys),
    resize(toColumns: number, toRows: number) {
      screen.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    /** Takes the terminal away, as a closed window does; its types do not tell of it. */
    close: () => (pty as unknown as { destroy(): void }).destroy(),
    kill: (signal?: string) => pty.kill(signal),
    /** Whether the alternate screen is on. */
    fullscreen: () => screen.buffer.active.type === "alternate",
  };
};
