import { join } from "node:path";
import { cacheDirectory } from "../system/paths.ts";

/** Where the lists and packages that were downloaded for a distribution are kept from build to build. */
export const downloadsOf = (distribution: string): string =>
  join(cacheDirectory(), "downloads", distribution);
