import type { Settings } from "./schema.ts";

/** One setting as the wizard offers it. */
export interface Choice {
  /** Dotted name in the schema. */
  readonly name: string;
  readonly label: string;
  /** What it means, in plain words. */
  readonly help: string;
  /** The boot parameter that changes it for one client, such as zram_size_pct=. */
  readonly parameter?: string;
  /** What each value means, where there is a fixed set of them. */
  readonly values?: Readonly<Record<string, string>>;
  /** Left and right change a number by this much. */
  readonly stride?: number;
  /** Whether it means anything with these settings; where it does not, it is not offered. */
  readonly when?: (settings: Settings) => boolean;
}
