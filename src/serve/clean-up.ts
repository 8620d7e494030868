/** What a running server has to stop or remove at its end, the latest first. */
export class CleanUp {
  private readonly steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps.unshift(step);
  }

  /** Takes every step, also where one of them fails. */
  async run(): Promise<void> {
    for (const step of this.steps.splice(0)) await step().catch(() => {});
  }
}
