import type { Settings } from "../settings/schema.ts";

/** All of the settings that a boot from the parts depends on; what is served to whom, for one, is not. */
export const bootedSettings = ({ base, zram, client, boot, packages }: Settings) => ({
  // Roles are made for some suites alone.
  base: { distribution: base.distribution, suite: base.suite },
  ...{ zram, client, boot },
  roles: packages.roles,
});
export type BootedSettings = ReturnType<typeof bootedSettings>;
