import type { SiteFiles } from "../pipeline/inputs/site-files.ts";
import type { Settings } from "../settings/schema.ts";

/** All of the settings that a boot from the parts depends on; what is served to whom, for one, is not. */
export const bootedSettings = ({ base, zram, client, boot, packages }: Settings) => ({
  // Roles are made for some suites alone.
  base: { distribution: base.distribution, suite: base.suite },
  ...{ zram, client, boot },
  roles: packages.roles,
});
export type BootedSettings = ReturnType<typeof bootedSettings>;

/** Whether an image is proven by firmware that knows the keys of its site alone: it is locked, and signed for firmware. */
export const isProvenBySecureBoot = ({ locked, keys }: Pick<SiteFiles, "locked" | "keys">): boolean =>
  locked === true && keys?.db !== undefined;
