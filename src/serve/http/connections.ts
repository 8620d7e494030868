import { run } from "../../system/process.ts";

/** Milliseconds between two looks at what the kernel has sent. */
const lookEvery = 1000;
/** Connections that are remembered. */
const mostConnections = 20_000;

/** Bytes that the other side has acknowledged, by ADDRESS:PORT of that side, from ss(8)'s lines. Pure. */
export const parseSent = (text: string): Map<string, number> => {
  const sent = new Map<string, number>();
  for (const line of text.split("\n")) {
    const peer = /^\d+\s+\d+\s+\S+\s+(\S+)/.exec(line)?.[1];
    const bytes = /\bbytes_acked:(\d+)/.exec(line)?.[1];
    if (peer && bytes) sent.set(peer, Number(bytes));
  }
  return sent;
};

/** How much has been sent over each connection to a port of ours, whoever sends it: from the kernel. */
export class SentBytes {
  private sent: ReadonlyMap<string, number> = new Map();
  /** Bytes of the requests on a connection that have ended. */
  private readonly before = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  /** @param isWanted whether anybody wants to know at the moment */
  constructor(
    private readonly port: number,
    private readonly isWanted: () => boolean,
  ) {
    this.timer = setInterval(() => void this.look(), lookEvery);
  }

  private async look(): Promise<void> {
    if (this.looking || !this.isWanted()) return;
    this.looking = true;
    // One line for each connection, with what the kernel knows of it.
    const command = ["ss", "-H", "-t", "-n", "-i", "-O", "state", "established", `( sport = :${this.port} )`];
    this.sent = parseSent(await run(command).catch(() => ""));
    this.looking = false;
  }

  /** Bytes that will have been sent of a request which begins now. @param first whether it is its connection's first */
  follow(connection: string, first: boolean): () => number {
    // Another connection may have had the same ports.
    if (first) this.before.delete(connection);
    const before = this.before.get(connection) ?? 0;
    return () => Math.max(0, (this.sent.get(connection) ?? 0) - before);
  }

  /** A request on a connection has ended, with so many bytes sent, headers and all. */
  ended(connection: string, bytes: number): void {
    if (this.before.size > mostConnections) this.before.clear();
    this.before.set(connection, (this.before.get(connection) ?? 0) + bytes);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
