import { ThinsmithError } from "../system/errors.ts";

/** More entries than any image has; a tree of so many still fits into memory. */
export const mostEntries = 5_000_000;

export const tooManyEntries = (path: string): ThinsmithError =>
  new ThinsmithError(`${path} has more than ${mostEntries} entries; it was made to do harm.`);
