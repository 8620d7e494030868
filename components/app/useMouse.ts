import { useContext, useEffect, useRef, useState } from "react";
import type { Keymaps } from "../keys/keymaps.ts";
import { commandOf } from "../keys/keys.ts";
import type { MouseEvent, MouseSource } from "../terminal/mouse.ts";
import { OverlayContext } from "../terminal/overlay.ts";
import { Regions, type Touched } from "../terminal/regions.ts";

/** Milliseconds between the presses of a double click, at most. */
const doubleClick = 400;
/** Rows that a turn of the wheel moves by where no region says otherwise. */
const usualTurn = 3;

/**
 * Passes on what a hand on the mouse does: the wheel moves as the arrows do, a click goes to what it touches, a double
 * click does what Enter does there. Returns the regions that can be touched.
 */
export const useMouse = (keymaps: Keymaps, source: MouseSource | undefined): Regions => {
  const [regions] = useState(() => new Regions());
  const overlays = useContext(OverlayContext);
  const last = useRef<{ at: number; touched: Touched } | undefined>(undefined);
  useEffect(() => {
    const handle = (event: MouseEvent) => {
      const top = keymaps.top();
      if (!top) return;
      const origin = overlays?.overlay?.origin ?? { row: 0, column: 0 };
      const [row, column] = [event.row - origin.row, event.column - origin.column];
      if (event.kind === "wheel") {
        const command = event.by < 0 ? "up" : "down";
        if (!top.screen.bindings.some((binding) => binding.command === command)) return;
        const turn = regions.at(row, column)?.region.turn ?? usualTurn;
        for (let moved = 0; moved < Math.abs(event.by) * turn; moved += 1) top.handle(command);
      } else if (event.kind === "drag") {
        const touched = regions.dragged(row, column);
        touched?.region.onDrag?.(touched.row, touched.column);
      } else if (event.kind === "press") {
        // Where a line is written, or a question is asked, nothing behind it changes.
        const touched = commandOf(top.screen, "down") === undefined ? undefined : regions.at(row, column);
        const before = last.current;
        last.current = touched && { at: event.at, touched };
        if (!touched) return;
        touched.region.onPress(touched.row, touched.column);
        const again = before?.touched.place === touched.place && before.touched.row === touched.row;
        if (!again || event.at - before.at > doubleClick || touched.region.onDrag) return;
        last.current = undefined;
        if (top.screen.bindings.some((binding) => binding.command === "accept")) top.handle("accept");
      }
    };
    return source?.((event) => {
      if (event.kind !== "release") keymaps.press(`mouse ${event.kind}`, () => handle(event));
    });
  }, [keymaps, source, overlays, regions]);
  return regions;
};
