export interface ShownLine {
  /** Counted from 0. */
  readonly number: number;
  readonly text: string;
  /** Whether it is the match that was gone to, or another one. */
  readonly match: "here" | "other" | "none";
}

/** What of a log is on screen. */
export interface LogState {
  readonly lines: readonly ShownLine[];
  readonly first: number;
  readonly total: number;
  /** How much of the file is known, from 0 to 1. */
  readonly read: number;
  /** True at the end, where new lines appear by themselves. */
  readonly following: boolean;
  readonly search?:
    | {
        readonly query: string;
        readonly count: number;
        readonly full: boolean;
        readonly at?: number;
        readonly over: boolean;
      }
    | undefined;
  /** Why the log cannot be read. */
  readonly problem?: string | undefined;
}
