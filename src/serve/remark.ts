/** What a person has to know of what is served. */
export interface Remark {
  readonly kind: "note" | "problem";
  readonly message: string;
  /** What to do. */
  readonly remedy?: string;
}

/** A remark on what does not work. */
export const problem = (message: string, remedy?: string): Remark => ({
  kind: "problem",
  message,
  ...(remedy === undefined ? {} : { remedy }),
});
