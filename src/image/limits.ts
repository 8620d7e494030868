import { ThinsmithError } from "../system/errors.ts";

/** Limit for the entries of an image. A tree of this size fits into memory. */
export const mostEntries = 5_000_000;

export const tooManyEntries = (path: string): ThinsmithError =>
  new ThinsmithError(`${path} has more than ${mostEntries} entries, which is the limit.`);
