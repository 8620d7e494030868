import { signs } from "../signs.ts";

/** The sign at the right of a list's first and last row on screen where there are more above or below. */
export const moreAt = (index: number, top: number, height: number, all: number): string => {
  if (index === 0 && top > 0) return signs.up;
  return index === height - 1 && top + height < all ? signs.down : " ";
};
