import type { Settings } from "../settings/schema.ts";

/** What a release on this machine came to: better than any table for what it has in common with the next one. */
export interface Built {
  readonly id: string;
  readonly name: string;
  readonly settings: Pick<Settings["base"], "distribution" | "suite" | "builder"> & {
    readonly exclude: Pick<Settings["exclude"], "paths" | "packages">;
    readonly rootfs: Pick<Settings["rootfs"], "compression" | "level" | "blockSize">;
    readonly initrd: Pick<Settings["initrd"], "compression" | "modules">;
  };
  /** Names of its packages, and KiB of all of them. */
  readonly packages: ReadonlySet<string>;
  readonly installedKiB: number;
  readonly imageBytes: number;
  /** Kernel and initrd. */
  readonly loaderBytes: number;
  /** Seconds of the stages that ran, by the names that they are timed as. */
  readonly seconds: ReadonlyMap<string, number>;
}

/** Below this share of common packages, a release says little. */
const alike = 0.3;

/** The release that has the most in common with an image; the newest of those that have the same. */
export const mostAlike = (
  builds: readonly Built[],
  base: Pick<Settings["base"], "distribution" | "suite">,
  packages: ReadonlySet<string>,
): Built | undefined => {
  let best: Built | undefined;
  let most = alike;
  for (const built of builds) {
    if (built.settings.distribution !== base.distribution || built.settings.suite !== base.suite) continue;
    let common = 0;
    for (const name of built.packages) if (packages.has(name)) common += 1;
    const share = common / (built.packages.size + packages.size - common);
    if (share > most) [best, most] = [built, share];
  }
  return best;
};
