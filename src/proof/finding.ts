/** What is not sound in an image. Both are safe to print. */
export interface Finding {
  /** What was looked at: init, shell, kernel, units, initrd. */
  readonly check: string;
  /** A sentence without its full stop. */
  readonly problem: string;
}
