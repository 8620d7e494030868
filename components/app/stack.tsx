import { type ReactNode, useRef, useState } from "react";
import type { Command, Screen } from "../keys/keys.ts";

/** A screen that is open. What it shows is worked out anew for each frame, from what is true `Now`. */
export interface Open<Now> {
  readonly draw: (now: Now) => ReactNode;
}

let opened = 0;

/** Opens a screen: a new one each time, whatever was on screen before. */
export const open = <Now, Props extends object>(
  screen: Screen<Props>,
  props: (now: Now) => Props,
): Open<Now> => {
  const key = ++opened;
  return { draw: (now) => <screen.component key={key} {...props(now)} /> };
};

/** The screens that are open; the last one is drawn. All it has may be called from work that began frames ago. */
export interface Stack<Now> {
  readonly draw: (now: Now) => ReactNode;
  readonly push: (screen: Open<Now>) => void;
  /** Puts a screen in the place of the last one. */
  readonly replace: (screen: Open<Now>) => void;
  /** Closes the last one, or so many; false, and nothing is closed, where none would be left. */
  readonly pop: (count?: number) => boolean;
  /** Puts a screen below all. */
  readonly insert: (screen: Open<Now>) => void;
  /** Closes all, and opens these. */
  readonly reset: (...screens: readonly Open<Now>[]) => void;
}

export const useStack = <Now,>(): Stack<Now> => {
  const [screens, show] = useState<readonly Open<Now>[]>([]);
  const latest = useRef(screens);
  const reset = (...next: readonly Open<Now>[]) => {
    latest.current = next;
    show(next);
  };
  return {
    draw: (now) => screens.at(-1)?.draw(now),
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
