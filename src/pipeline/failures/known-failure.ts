import type { Settings } from "../../settings/schema.ts";

/** A known failure: the message of a tool, what it means, what to do. */
export interface KnownFailure {
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray, settings: Settings) => string;
  readonly remedy: string;
  /** Dotted name of the setting to change. */
  readonly setting?: string | ((match: RegExpExecArray, settings: Settings) => string);
  /** The tool prints it as a warning, and fails later because of it. */
  readonly warning?: boolean;
}
