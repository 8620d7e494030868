import { includedBy } from "../../../src/contents/inclusion.ts";
import { perList } from "../per-list.ts";

/** The packages of the image by a suite's package list; the same object for the same settings. */
export const packagesOf = perList(includedBy);
