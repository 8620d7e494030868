import type { ClientName, ServeEvent } from "./events/events.ts";
import type { Fetch } from "./http/request.ts";

/**
 * A fetch that is slower than so many bytes a second after so many milliseconds is ended, since others need the
 * connection. thinsmith's own clients give up earlier (curl --speed-limit in the guest's transfer.sh).
 */
const slowest = { bytes: 1000, after: 60_000 } as const;

interface Running {
  readonly fetch: Fetch;
  readonly startedAt: number;
  /** Bytes of the last progress event. */
  reported: number;
}

/** Numbers the running fetches, reports their progress and ends those that are too slow. */
export class Fetches {
  private readonly running = new Map<number, Running>();
  private last = 0;
  /** Bytes of all fetches that have ended, complete or not. */
  sent = 0;

  constructor(
    private readonly say: (event: ServeEvent) => void,
    private readonly nameOf: (ip: string) => ClientName,
  ) {}

  /** A fetch begins; returns what to call at its end. */
  begin(fetch: Fetch): (sent: number, complete: boolean) => void {
    this.last += 1;
    const id = this.last;
    const startedAt = Date.now();
    const { name, release, size } = fetch.file;
    this.running.set(id, { fetch, startedAt, reported: 0 });
    this.say({
      ...{ type: "fetch-started", at: startedAt, id, file: name, release, from: fetch.from, size },
      ...this.nameOf(fetch.ip),
    });
    return (sent, complete) => this.end(id, sent, complete);
  }

  private end(id: number, sent: number, complete: boolean): void {
    const running = this.running.get(id);
    if (!running) return;
    this.running.delete(id);
    this.sent += sent;
    const at = Date.now();
    this.say({ type: "fetch-ended", at, id, sent, complete, seconds: (at - running.startedAt) / 1000 });
  }

  /** Ends all that run, since their server has ended. */
  endAll(): void {
    for (const [id, { fetch }] of this.running) this.end(id, fetch.sent(), false);
  }

  /** Reports the progress of each fetch and ends those that are too slow. */
  tick(): void {
    const sent: Record<number, number> = {};
    const now = Date.now();
    for (const [id, running] of this.running) {
      const bytes = running.fetch.sent();
      if (bytes !== running.reported) sent[id] = bytes;
      running.reported = bytes;
      const age = now - running.startedAt;
      if (age > slowest.after && bytes < (slowest.bytes * age) / 1000) running.fetch.stop();
    }
    if (Object.keys(sent).length > 0) this.say({ type: "fetch-progress", at: now, sent });
  }
}
