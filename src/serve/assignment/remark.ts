/** What a person has to know about what clients get. */
export interface Remark {
  readonly kind: "note" | "problem";
  readonly message: string;
  /** What to do. */
  readonly remedy?: string;
}
