import type { Settings } from "../../settings/schema.ts";
import type { KnownFailure } from "./known-failure.ts";
import { knownFailures } from "./known-failures.ts";

/** The cause of a failure in one sentence, what to do, and the setting concerned where there is one. */
export interface Explanation {
  readonly message: string;
  readonly remedy: string;
  readonly setting?: string;
}

/**
 * What lines of foreign tools, or the message of an error, mean; undefined for what is not known.
 * @param own failures that are known of the builder, which come before those of all builds
 */
export const explain = (
  lines: readonly string[],
  settings: Settings,
  own: readonly KnownFailure[] = [],
): Explanation | undefined => {
  // Warnings and attempts that were repeated are not what the build failed from.
  const telling = lines.filter((line) => !/^(W|Ign|N):/.test(line));
  for (const { pattern, says, remedy, setting, warning } of [...own, ...knownFailures]) {
    for (const line of warning ? lines : telling) {
      const match = pattern.exec(line);
      if (!match) continue;
      const concerned = typeof setting === "function" ? setting(match, settings) : setting;
      return {
        message: says(match, settings),
        remedy,
        ...(concerned === undefined ? {} : { setting: concerned }),
      };
    }
  }
  return undefined;
};
