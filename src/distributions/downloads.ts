import { join } from "node:path";
import { cacheDirectory } from "../system/paths.ts";

/** Where downloaded lists and packages of a distribution are kept between builds. */
export const downloadsOf = (distribution: string): string =>
  join(cacheDirectory(), "downloads", distribution);
