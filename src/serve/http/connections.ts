import { run } from "../../system/process.ts";

/** Milliseconds between two readings. */
const readEvery = 1000;
/** Connections that are remembered. */
const mostConnections = 20_000;

/** Bytes that each peer has acknowledged, by its ADDRESS:PORT, from the output of ss(8). Pure. */
export const parseSent = (text: string): Map<string, number> => {
  const sent = new Map<string, number>();
  for (const line of text.split("\n")) {
    const peer = /^\d+\s+\d+\s+\S+\s+(\S+)/.exec(line)?.[1];
    const bytes = /\bbytes_acked:(\d+)/.exec(line)?.[1];
    if (peer && bytes) sent.set(peer, Number(bytes));
  }
  return sent;
};

/** Bytes sent on each connection to a local port, by whichever program, from the kernel. */
export class SentBytes {
  private sent: ReadonlyMap<string, number> = new Map();
  /** Bytes of the requests on a connection that have ended. */
  private readonly before = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private reading: Promise<void> | undefined;

  /** @param isWanted whether the numbers are needed at the moment */
  constructor(
    private readonly port: number,
    private readonly isWanted: () => boolean,
  ) {
    this.timer = setInterval(() => void this.update(), readEvery);
  }

  /** Reads the numbers anew, where they are needed. */
  async update(): Promise<void> {
    if (!this.isWanted()) return;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    await this.reading;
  }

  private async read(): Promise<void> {
    // One line for each connection.
    const command = ["ss", "-H", "-t", "-n", "-i", "-O", "state", "established", `( sport = :${this.port} )`];
    this.sent = parseSent(await run(command).catch(() => ""));
  }

  /** Counts the bytes sent for a request that begins now. @param first whether it is the first on its connection */
  follow(connection: string, first: boolean): () => number {
    // An earlier connection may have had the same ports.
    if (first) this.before.delete(connection);
    const before = this.before.get(connection) ?? 0;
    return () => Math.max(0, (this.sent.get(connection) ?? 0) - before);
  }

  /** A request has ended. @param bytes sent for it, headers included */
  ended(connection: string, bytes: number): void {
    if (this.before.size > mostConnections) this.before.clear();
    this.before.set(connection, (this.before.get(connection) ?? 0) + bytes);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
