/** What a running server has to stop or remove at its end, the latest first. */
export class CleanUp {
  private readonly steps: (() => Promise<void>)[] = [];

  /** Returns what takes the step earlier than the others. */
  add(step: () => Promise<void>): () => Promise<void> {
    this.steps.unshift(step);
    return async () => {
      const at = this.steps.indexOf(step);
      if (at >= 0)
        await this.steps
          .splice(at, 1)[0]?.()
          .catch(() => {});
    };
  }

  /** Takes every step, also where one of them fails. */
  async run(): Promise<void> {
    for (const step of this.steps.splice(0)) await step().catch(() => {});
  }
}
