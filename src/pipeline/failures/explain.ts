import type { Settings } from "../../settings/schema.ts";
import type { KnownFailure } from "./known-failure.ts";
import { knownFailures } from "./known-failures.ts";

/** The cause of a failure in one sentence, what to do, and the setting that is the cause, if there is one. */
export interface Explanation {
  readonly message: string;
  readonly remedy: string;
  readonly setting: string | undefined;
}

/**
 * The meaning of the lines of other programs, or of the message of an error. Undefined if it is not known.
 * @param own known failures of the builder, which take precedence
 */
export const explain = (
  lines: readonly string[],
  settings: Settings,
  own: readonly KnownFailure[] = [],
): Explanation | undefined => {
  // Warnings and repeated attempts are not the cause of a failure.
  const telling = lines.filter((line) => !/^(W|Ign|N):/.test(line));
  for (const { pattern, says, remedy, setting, warning } of [...own, ...knownFailures]) {
    for (const line of warning ? lines : telling) {
      const match = pattern.exec(line);
      if (!match) continue;
      const concerned = typeof setting === "function" ? setting(match, settings) : setting;
      return { message: says(match, settings), remedy, setting: concerned };
    }
  }
  return undefined;
};
