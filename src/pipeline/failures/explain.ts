import { knownVagrantFailures } from "../../builders/vagrant/known-failures.ts";
import type { Settings } from "../../settings/schema.ts";
import { knownFailures } from "./known-failures.ts";

/** A failure that is known: how a tool words it, what it means, what to do. */
export interface KnownFailure {
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray, settings: Settings) => string;
  readonly remedy: string;
  /** Dotted name of the setting that a change would mend it by. */
  readonly setting?: string | ((match: RegExpExecArray, settings: Settings) => string);
  /** The tool says it as a warning only, and fails from it later. */
  readonly warning?: boolean;
}

/** The cause of a failure in one sentence, what to do, and the setting concerned where there is one. */
export interface Explanation {
  readonly message: string;
  readonly remedy: string;
  readonly setting?: string;
}

/** What lines of foreign tools, or the message of an error, mean; undefined for what is not known. */
export const explain = (lines: readonly string[], settings: Settings): Explanation | undefined => {
  // Warnings and attempts that were repeated are not what the build failed from.
  const telling = lines.filter((line) => !/^(W|Ign|N):/.test(line));
  const own = settings.base.builder === "vagrant" ? knownVagrantFailures(settings) : [];
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
