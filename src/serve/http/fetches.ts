import type { ClientName, ServeEvent } from "../events/events.ts";
import type { Fetch } from "./request.ts";

/**
 * A client that takes less than this of a file in bytes a second, after a while in milliseconds, holds a connection that
 * others need. A client of ours would have given up by then (curl --speed-limit, in the guest's transfer.sh).
 */
const slowest = { bytes: 1000, after: 60_000 } as const;

interface Running {
  readonly fetch: Fetch;
  readonly startedAt: number;
  /** Bytes that were told of last. */
  told: number;
}

/** The files that are being fetched: numbers them, tells how far they are, ends those that stand still. */
export class Fetches {
  private readonly running = new Map<number, Running>();
  private last = 0;
  /** Bytes of all that have ended. */
  sent = 0;

  constructor(
    private readonly say: (event: ServeEvent) => void,
    private readonly nameOf: (ip: string) => ClientName,
  ) {}

  /** A fetch begins; gives back what is to be called at its end. */
  begin(fetch: Fetch): (sent: number, complete: boolean) => void {
    this.last += 1;
    const id = this.last;
    const startedAt = Date.now();
    const { name, release, size } = fetch.file;
    this.running.set(id, { fetch, startedAt, told: 0 });
    this.say({
      type: "fetch-started",
      at: startedAt,
      id,
      file: name,
      ...(release === undefined ? {} : { release }),
      from: fetch.from,
      size,
      ...this.nameOf(fetch.ip),
    });
    return (sent, complete) => {
      if (!this.running.delete(id)) return;
      this.sent += sent;
      const at = Date.now();
      this.say({ type: "fetch-ended", at, id, sent, complete, seconds: (at - startedAt) / 1000 });
    };
  }

  /** Tells how far each is that has moved, and ends those that do not. */
  tick(): void {
    const sent: Record<number, number> = {};
    const now = Date.now();
    for (const [id, running] of this.running) {
      const bytes = running.fetch.sent();
      if (bytes !== running.told) sent[id] = bytes;
      running.told = bytes;
      const age = now - running.startedAt;
      if (age > slowest.after && bytes < (slowest.bytes * age) / 1000) running.fetch.stop();
    }
    if (Object.keys(sent).length > 0) this.say({ type: "fetch-progress", at: now, sent });
  }
}
