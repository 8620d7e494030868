import { App } from "../../../components/app/App.tsx";
import type { Beginnings } from "../../../components/app/beginning.ts";
import { listPresets } from "../../../src/settings/preset-list.ts";
import { draw } from "./draw.tsx";

interface Options extends Partial<Beginnings> {
  readonly output: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly onExit?: () => void;
  /** What there is when the first screen comes back; the same as at first where it is left out. */
  readonly look?: () => Promise<Beginnings>;
}

/** The program, on its first screen. */
export const openApp = async ({ output, columns, rows, onExit = () => {}, look, ...more }: Options) => {
  const presets = more.presets ?? (await listPresets());
  const first: Beginnings = { presets, built: [], drafts: [], problems: [], ...more };
  // Loaded in the background, which takes seconds where the machine has other work.
  await import("../../../components/app/flow.tsx");
  const signal = new AbortController().signal;
  const again = look ?? (async () => first);
  const app = <App first={first} look={again} output={output} onExit={onExit} signal={signal} />;
  const screen = draw(app, columns, rows);
  await screen.shows("Which image?");
  return screen;
};

/** The program, in which a person has chosen the row of the first screen that begins with a text. */
export const openAppAt = async (row: string, options: Options) => {
  const screen = await openApp(options);
  const here = new RegExp(`[❯>] ${row} `);
  for (let rows = 0; !here.test(screen.frame()); rows += 1) {
    if (rows > 30) throw new Error(`the first screen has no row ${row}:\n${screen.frame()}`);
    const before = screen.frame();
    screen.press("j");
    await screen.changes(before);
  }
  screen.press("enter");
  return screen;
};
