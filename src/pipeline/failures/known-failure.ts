import type { Settings } from "../../settings/schema.ts";

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
