import type { Settings } from "../../../src/settings/schema.ts";

/** What every editor of a setting gets. */
export interface EditorProps {
  readonly title: string;
  /** What the setting means, in plain words. */
  readonly help: string;
  readonly value: unknown;
  readonly settings: Settings;
  /** Says what is wrong with a value; nothing where it may be taken. */
  readonly check: (value: unknown) => string | undefined;
  /** The text that is taken in place of one that does not fit, where it can be mended. */
  readonly mend?: (value: unknown) => string | undefined;
  /** Takes a new value, where it is right; says what is wrong with it else. */
  readonly onChange: (value: unknown) => string | undefined;
  readonly onBack: () => void;
}
