import type { Distribution } from "../distribution.ts";
import { bootstrap } from "./bootstrap.ts";
import { dpkg } from "./installed.ts";
import { compareVersions } from "./lists/version.ts";

/** What Debian and what is made of it have in common. */
export const family = {
  family: "debian",
  bootstrap,
  packageManager: dpkg,
  compareVersions,
  // Only who looks packages up pays for the reading.
  loadPackageIndex: async (source, directories) =>
    (await import("./lists/load.ts")).loadPackageIndex(source, directories),
} satisfies Partial<Distribution>;
