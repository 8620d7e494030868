import { hashTreeFile } from "../release/release.ts";
import type { ClientName, ServeEvent } from "./events/events.ts";
import type { Fetch } from "./http/request.ts";

/**
 * A fetch that is slower than so many bytes a second after so many milliseconds is ended, since others need the
 * connection. thinsmith's own clients give up earlier (curl --speed-limit in the guest's transfer.sh).
 */
const slowest = { bytes: 1000, after: 60_000 } as const;

/** Streamed files that are remembered. */
const mostStreams = 20_000;

interface Running {
  readonly fetch: Fetch;
  readonly startedAt: number;
  /** Bytes of the last progress event. */
  reported: number;
}

/** A file that a client reads in parts (boot.root). */
interface Stream {
  readonly id: number;
  readonly ip: string;
  readonly size: number;
  readonly startedAt: number;
  /** Requests that are being answered. */
  readonly parts: Set<Fetch>;
  /** Bytes of those that are over, complete or not. */
  before: number;
  reported: number;
}

const sentOf = ({ before, parts }: Stream): number =>
  [...parts].reduce((sum, { sent }) => sum + sent(), before);

/** Numbers the running fetches, reports their progress and ends those that are too slow. */
export class Fetches {
  private readonly running = new Map<number, Running>();
  /** By address and file. */
  private readonly streams = new Map<string, Stream>();
  private last = 0;
  /** Bytes of all fetches that have ended, complete or not. */
  sent = 0;

  constructor(
    private readonly say: (event: ServeEvent) => void,
    private readonly nameOf: (ip: string) => ClientName,
  ) {}

  /** A fetch begins; returns what to call at its end. */
  begin(fetch: Fetch): (sent: number, complete: boolean) => void {
    if (fetch.part) return this.beginPart(fetch);
    const { ip, file } = fetch;
    // Each start loads it anew, before the first part of the root.
    if (file.name === hashTreeFile) this.endStreams((stream) => stream.ip === ip);
    const startedAt = Date.now();
    const id = this.started(fetch, startedAt);
    this.running.set(id, { fetch, startedAt, reported: 0 });
    return (sent, complete) => this.end(id, sent, complete);
  }

  private started({ ip, file, from }: Fetch, at: number, more: { streamed?: true } = {}): number {
    this.last += 1;
    const id = this.last;
    const { name, release, size } = file;
    this.say({
      ...{ type: "fetch-started", at, id, file: name, release, from, size },
      ...more,
      ...this.nameOf(ip),
    });
    return id;
  }

  private beginPart(fetch: Fetch): (sent: number) => void {
    const { ip, file } = fetch;
    const key = [ip, file.root, file.name].join(" ");
    const stream = this.streams.get(key) ?? this.beginStream(fetch);
    this.streams.set(key, stream);
    stream.parts.add(fetch);
    return (sent) => {
      if (stream.parts.delete(fetch)) stream.before += sent;
    };
  }

  private beginStream(fetch: Fetch): Stream {
    if (this.streams.size >= mostStreams) this.endStreams(() => true);
    const startedAt = Date.now();
    const id = this.started({ ...fetch, from: 0 }, startedAt, { streamed: true });
    return {
      ...{ id, ip: fetch.ip, size: fetch.file.size, startedAt },
      ...{ parts: new Set(), before: 0, reported: 0 },
    };
  }

  private end(id: number, sent: number, complete: boolean): void {
    const running = this.running.get(id);
    if (!running) return;
    this.running.delete(id);
    this.ended(id, sent, complete, running.startedAt);
  }

  private ended(id: number, sent: number, complete: boolean, startedAt: number): void {
    this.sent += sent;
    const at = Date.now();
    this.say({ type: "fetch-ended", at, id, sent, complete, seconds: (at - startedAt) / 1000 });
  }

  private endStreams(which: (stream: Stream) => boolean): void {
    for (const [key, stream] of this.streams) {
      if (!which(stream)) continue;
      this.streams.delete(key);
      const sent = sentOf(stream);
      this.ended(stream.id, sent, sent >= stream.size, stream.startedAt);
    }
  }

  /** Ends all that run, since their server has ended. */
  endAll(): void {
    for (const [id, { fetch }] of this.running) this.end(id, fetch.sent(), false);
    this.endStreams(() => true);
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
    for (const stream of this.streams.values()) {
      const bytes = sentOf(stream);
      if (bytes !== stream.reported) sent[stream.id] = bytes;
      stream.reported = bytes;
    }
    if (Object.keys(sent).length > 0) this.say({ type: "fetch-progress", at: now, sent });
    // A client that has read all of it has it in its memory.
    this.endStreams(({ reported, size }) => reported >= size);
  }
}
