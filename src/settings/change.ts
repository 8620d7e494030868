import { compressions } from "../catalog/compression.ts";
import { distributionOf } from "../distributions/suites.ts";
import { withValue } from "./assign.ts";
import { settingValue } from "./difference.ts";
import { parseMended, SettingsError } from "./parse.ts";
import type { Settings } from "./schema.ts";

/** Either settings that are valid, or what is wrong with the value, in words. */
export type Changed =
  | {
      readonly settings: Settings;
      readonly problem?: undefined;
      /** The text that was taken in place of the one that was given. */
      readonly mended?: string | undefined;
    }
  | { readonly settings?: undefined; readonly problem: string; readonly mended?: undefined };

/** Other settings that follow one: a suite's distribution, levels that an algorithm has. */
const following: Readonly<Record<string, (value: unknown) => Readonly<Record<string, unknown>>>> = {
  "base.suite": (value) => {
    const distribution = typeof value === "string" ? distributionOf(value) : undefined;
    return distribution ? { "base.distribution": distribution } : {};
  },
  "rootfs.compression": (value) =>
    typeof value === "string" && value in compressions
      ? { "rootfs.level": compressions[value as keyof typeof compressions].usual }
      : {},
};

/** Changes one setting. Pure. What has to change with it does; a value that is not allowed changes nothing. */
export const change = (settings: Settings, name: string, value: unknown): Changed => {
  let changed = withValue(settings, name, value);
  // Choosing again what is chosen changes nothing.
  const follows = settingValue(settings, name) === value ? undefined : following[name]?.(value);
  for (const [other, to] of Object.entries(follows ?? {})) changed = withValue(changed, other, to);
  try {
    const { settings: taken, mended } = parseMended(changed);
    return { settings: taken, mended: mended.find((one) => one.name === name)?.to };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const issue = error.issues.find((one) => one.name === name) ?? error.issues[0];
    return { problem: issue?.message ?? error.message };
  }
};
