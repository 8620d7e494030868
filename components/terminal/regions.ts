import type { DOMElement } from "ink";
import { createContext, type RefObject, useContext, useLayoutEffect, useRef } from "react";

/** A part of the screen that a hand on the mouse can touch. Row and column count from its own first cell. */
export interface Region {
  readonly onPress: (row: number, column: number) => void;
  /** Goes on where the press was, also outside of the region. */
  readonly onDrag?: ((row: number, column: number) => void) | undefined;
  /** Rows that a turn of the wheel moves by. */
  readonly turn?: number | undefined;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where Ink has drawn an element, in cells of its own output; undefined for one that is not drawn. */
const placeOf = (element: DOMElement | null): Place | undefined => {
  let [left, top] = [0, 0];
  for (let node: DOMElement | undefined = element ?? undefined; node; node = node.parentNode) {
    left += node.yogaNode?.getComputedLeft() ?? 0;
    top += node.yogaNode?.getComputedTop() ?? 0;
  }
  const [width, height] = [element?.yogaNode?.getComputedWidth(), element?.yogaNode?.getComputedHeight()];
  return width && height ? { left, top, width, height } : undefined;
};

interface Registered {
  readonly element: RefObject<DOMElement | null>;
  readonly region: RefObject<Region>;
}

/** A region, and where in it something is. */
export interface Touched {
  /** The same for each touch of it, whatever is drawn in between. */
  readonly place: object;
  readonly region: Region;
  readonly row: number;
  readonly column: number;
}

/** The regions of what is drawn: nobody counts rows, since Ink knows where it has drawn each element. */
export class Regions {
  private readonly all: Registered[] = [];
  private pressed: Registered | undefined;

  add(one: Registered): () => void {
    this.all.push(one);
    return () => {
      this.all.splice(this.all.indexOf(one), 1);
    };
  }

  /** What is at a cell of Ink's output; of several the last one that was drawn. */
  at(row: number, column: number): Touched | undefined {
    this.pressed = this.all.findLast(({ element }) => {
      const place = placeOf(element.current);
      if (!place) return false;
      const [down, right] = [row - place.top, column - place.left];
      return down >= 0 && down < place.height && right >= 0 && right < place.width;
    });
    return this.dragged(row, column);
  }

  /** The region that was touched last, and where from it the mouse is now. */
  dragged(row: number, column: number): Touched | undefined {
    const place = this.pressed && placeOf(this.pressed.element.current);
    if (!this.pressed || !place) return undefined;
    const { element, region } = this.pressed;
    return {
      ...{ place: element, region: region.current },
      ...{ row: row - place.top, column: column - place.left },
    };
  }
}

const RegionsContext = createContext(new Regions());
export const RegionsProvider = RegionsContext.Provider;

/** Lets a hand on the mouse touch the Box that gets the ref. */
export const useRegion = (region: Region): RefObject<DOMElement | null> => {
  const regions = useContext(RegionsContext);
  const element = useRef<DOMElement | null>(null);
  const latest = useRef(region);
  latest.current = region;
  useLayoutEffect(() => regions.add({ element, region: latest }), [regions]);
  return element;
};
