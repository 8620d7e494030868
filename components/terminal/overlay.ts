import { createContext, useContext, useLayoutEffect, useState } from "react";
import type { Picture } from "../../src/boot/picture/picture.ts";

/** Ready text at a place of the screen. Row and column count from 0; it takes exactly `width` columns. */
export interface Segment {
  readonly row: number;
  readonly column: number;
  readonly width: number;
  /** With SGR sequences at most, ended by a reset. */
  readonly text: string;
  /** A picture that begins `at` columns from its left, for a terminal that shows pictures by itself. */
  readonly image?: SegmentImage | undefined;
}

export interface SegmentImage {
  readonly picture: Picture;
  readonly at: number;
  readonly columns: number;
  readonly rows: number;
}

/** What is laid over the blank part of the screen, and where in it Ink's own output is. */
export interface Overlay {
  /** Where the first cell of Ink's output is, and how many columns it may take. */
  readonly origin: { readonly row: number; readonly column: number; readonly columns: number };
  readonly segments: readonly Segment[];
}

/**
 * Takes overlays for whoever writes the screen; of several screens that are drawn the one that came last has it. Ink tokenizes
 * every cell of every frame anew, so what does not change with a key is composed once and laid over Ink's output.
 */
export class OverlayStore {
  private readonly overlays = new Map<object, Overlay | undefined>();
  private listener: (() => void) | undefined;

  get overlay(): Overlay | undefined {
    return [...this.overlays.values()].at(-1);
  }

  set(owner: object, overlay: Overlay | undefined): void {
    this.overlays.set(owner, overlay);
    this.listener?.();
  }

  remove(owner: object): void {
    this.overlays.delete(owner);
    this.listener?.();
  }

  onChange(listener: (() => void) | undefined): void {
    this.listener = listener;
  }
}

/** Where the screens lay what is not Ink's; undefined where nobody writes it. */
export const OverlayContext = createContext<OverlayStore | undefined>(undefined);
export const OverlayProvider = OverlayContext.Provider;

/** Lays `overlay` over the screen for as long as the component is drawn; nothing where it is undefined. */
export const useOverlay = (overlay: Overlay | undefined): void => {
  const store = useContext(OverlayContext);
  const [owner] = useState({});
  useLayoutEffect(() => {
    store?.set(owner, overlay);
  }, [store, owner, overlay]);
  useLayoutEffect(() => () => store?.remove(owner), [store, owner]);
};
