import { setTimeout as sleep } from "node:timers/promises";

/** A line of limited rate that several responses share. */
export class Link {
  /** When all that was taken so far has gone through, in milliseconds. */
  private through = 0;

  constructor(private readonly bytesPerSecond: number) {}

  /** Resolves when so many bytes more have gone through. */
  async take(bytes: number): Promise<void> {
    const now = performance.now();
    this.through = Math.max(this.through, now) + (1000 * bytes) / this.bytesPerSecond;
    await sleep(this.through - now);
  }
}
