import { type ReactNode, useRef, useState } from "react";
import type { Command, Screen, ScreenKeys } from "../keys/keys.ts";
import { type SidePanes, SidePanesProvider } from "../ui/frame/panes.ts";
import type { Work } from "../wizard/work.ts";

/** A screen that is open. What the screen shows is made anew for each frame, from the work as it is then. */
export interface Open {
  readonly screen: ScreenKeys;
  readonly draw: (work: Work) => ReactNode;
}

let opened = 0;

/**
 * Opens a screen: a new one each time, whatever was on screen before.
 * @param props nothing is drawn while there are none
 */
export const open = <Props extends object>(
  screen: Screen<Props>,
  props: (work: Work) => Props | undefined,
): Open => {
  const key = ++opened;
  return {
    screen,
    draw: (work) => {
      const now = props(work);
      return now && <screen.component key={key} {...now} />;
    },
  };
};

/** A screen that has panes at its sides: those of the screen that it stands over, so that nothing moves. */
export const beside = (panes: SidePanes, { screen, draw }: Open): Open => ({
  screen,
  draw: (work) => {
    const drawn = draw(work);
    return drawn && <SidePanesProvider value={panes}>{drawn}</SidePanesProvider>;
  },
});

/** The screens that are open; the last one is drawn. All functions may be called from work that began frames ago. */
export interface Stack {
  readonly draw: (work: Work) => ReactNode;
  /** The one that is drawn. */
  readonly top: Open | undefined;
  readonly push: (screen: Open) => void;
  /** Puts a screen in the place of the last one. */
  readonly replace: (screen: Open) => void;
  /** Closes the last one, or so many; false, and nothing is closed, where none would be left. */
  readonly pop: (count?: number) => boolean;
  /** Puts a screen below all. */
  readonly insert: (screen: Open) => void;
  /** Closes all, and opens these. */
  readonly reset: (...screens: readonly Open[]) => void;
}

export const useStack = (first: () => Open): Stack => {
  const [screens, show] = useState<readonly Open[]>(() => [first()]);
  const latest = useRef(screens);
  const reset = (...next: readonly Open[]) => {
    latest.current = next;
    show(next);
  };
  return {
    draw: (work) => screens.at(-1)?.draw(work),
    top: screens.at(-1),
    push: (screen) => reset(...latest.current, screen),
    replace: (screen) => reset(...latest.current.slice(0, -1), screen),
    insert: (screen) => reset(screen, ...latest.current),
    pop: (count = 1) => {
      if (latest.current.length <= count) return false;
      reset(...latest.current.slice(0, -count));
      return true;
    },
    reset,
  };
};

/** Makes a handler that every screen of a flow shares, with what only this screen does. */
export type Handle = (own?: Partial<Record<Command, () => void>>) => (command: Command) => void;
