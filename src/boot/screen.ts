import { readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Looks, looksOf } from "./picture/looks.ts";
import { type Picture, readPpm } from "./picture/picture.ts";
import type { Qmp } from "./qmp.ts";

/** Milliseconds between the beginnings of two pictures. */
const every = 1000;

/**
 * Takes pictures of a machine's screen, one a second, until the machine is gone. Says each that differs from the one
 * before.
 * @param file where QEMU writes them
 */
export const watchScreen = async (
  qmp: Qmp,
  file: string,
  onPicture: (picture: Picture) => void,
  signal: AbortSignal,
): Promise<void> => {
  let last: Buffer = Buffer.alloc(0);
  while (!signal.aborted && !qmp.gone) {
    const begin = performance.now();
    try {
      await qmp.execute("screendump", { filename: file });
      const taken = await readFile(file);
      const picture = taken.equals(last) ? undefined : readPpm(taken);
      last = taken;
      if (picture) onPicture(picture);
    } catch {
      // The next one may be there again: a graphics card that changes its mode has none for a moment.
    }
    await sleep(Math.max(0, every - (performance.now() - begin)), undefined, { signal }).catch(() => {});
  }
  await rm(file, { force: true });
};

/** Seconds for which a screen has to stand still before its last picture is kept, and the longest wait for that. */
const still = 2.5;
const longestWait = 8;

/** What a screen showed in the end. */
export interface ScreenFacts extends Looks {
  readonly width: number;
  readonly height: number;
}

/** The screen of a machine so far. */
export class Screen {
  picture: Picture | undefined;
  facts: ScreenFacts | undefined;
  /** Since when something has been on it, by our clock. */
  drawnAt: number | undefined;
  private changedAt = 0;

  /** @param now seconds by our clock */
  take(picture: Picture, now: number): void {
    this.picture = picture;
    this.changedAt = now;
    const { width, height } = picture;
    const looks = looksOf(picture);
    this.facts = { ...looks, width, height };
    // A screen that is blank again was on its way from a console to a desktop.
    this.drawnAt = looks.kind === "drawn" ? (this.drawnAt ?? now) : undefined;
  }

  /** Resolves when something is on it and no longer changes; what always changes is waited for only so long. */
  async settled(clock: () => number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = clock();
      if (this.drawnAt !== undefined && (now - this.changedAt >= still || now - this.drawnAt >= longestWait))
        return;
      await sleep(200);
    }
  }
}
