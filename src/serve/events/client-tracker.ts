import type { ClientFailure, ClientNotice } from "../http/reports.ts";
import { readArpTable } from "../network/arp-table.ts";
import type { ClientName, ClientStep, ServeEvent } from "./events.ts";

/** Events about refused requests of one client: at most `most` in `in` milliseconds. */
const refusals = { most: 5, in: 10_000 } as const;
/** The same for all clients together, so that invented addresses cannot fill the log. */
const allRefusals = { most: 50, in: 10_000 } as const;
const allSteps = { most: 500, in: 1_000 } as const;
/** Within so many milliseconds the same step of a client is reported once: firmware asks several times. */
const sameStep = 3_000;
/** Entries that each table keeps. */
const mostNames = 20_000;

/** Allows `most` events in `in` milliseconds, and counts the others. */
class RateLimiter {
  private begin = 0;
  private count = 0;
  suppressed = 0;

  constructor(private readonly limit: { readonly most: number; readonly in: number }) {}

  allows(now: number): boolean {
    if (now - this.begin >= this.limit.in) {
      this.begin = now;
      this.count = 0;
    }
    this.count += 1;
    if (this.count <= this.limit.most) return true;
    this.suppressed += 1;
    return false;
  }
}

/** Tells clients apart by address and card, and reports their steps once, at a rate that a person can read. */
export class ClientTracker {
  private readonly cards = new Map<string, string>();
  private readonly lastSteps = new Map<string, number>();
  private readonly refusalsOf = new Map<string, RateLimiter>();
  private readonly refusalsOfAll = new RateLimiter(allRefusals);
  private readonly stepsOfAll = new RateLimiter(allSteps);

  constructor(
    private readonly say: (event: ServeEvent) => void,
    /** The server's own card also sends DHCP requests, to find other servers. */
    private readonly ownMac: string,
  ) {}

  /** Takes the clients' cards from the kernel's ARP table. */
  async refresh(): Promise<void> {
    for (const [ip, mac] of await readArpTable()) this.learn(ip, mac);
  }

  private learn(ip: string, mac: string): void {
    if (this.cards.size >= mostNames && !this.cards.has(ip)) this.cards.clear();
    this.cards.set(ip, mac);
  }

  /** Names a client by its IP address, with its card if that is known. */
  readonly nameOf = (ip: string): ClientName => ({ ip, mac: this.cards.get(ip) });

  /** A client has reached a step. */
  step(step: ClientStep, { mac, ip }: ClientName, detail?: string): void {
    const now = Date.now();
    if (mac === this.ownMac) return;
    if (mac !== undefined && ip !== undefined) this.learn(ip, mac);
    const client = { ip, mac: mac ?? this.cards.get(ip ?? "") };
    const key = `${step} ${client.mac ?? client.ip} ${detail ?? ""}`;
    const before = this.lastSteps.get(key) ?? 0;
    if (now - before < sameStep) return;
    if (this.lastSteps.size > mostNames) this.lastSteps.clear();
    this.lastSteps.set(key, now);
    if (!this.stepsOfAll.allows(now)) return;
    this.say({ type: "client", at: now, step, ...client, detail });
  }

  /** iPXE has asked for a client's own script, whose name is the card's address. */
  script(path: string, ip: string): void {
    const mac = /^clients\/([0-9a-f-]{17})\.ipxe$/.exec(path)?.[1]?.replaceAll("-", ":");
    if (mac) this.step("loader", { mac, ip }, "its iPXE script");
  }

  /** A client has reported why it cannot start. */
  failed(failure: ClientFailure, name: ClientName): void {
    const at = Date.now();
    if (this.stepsOfAll.allows(at)) this.say({ type: "client-failed", at, failure, ...name });
  }

  /** A client that runs has reported something. */
  noticed(notice: ClientNotice, name: ClientName): void {
    const at = Date.now();
    if (this.stepsOfAll.allows(at)) this.say({ type: "client-notice", at, notice, ...name });
  }

  /** A client's request has been refused. */
  refused(by: "http" | "tftp", ip: string, path: string, status?: number): void {
    const now = Date.now();
    if (this.refusalsOf.size > mostNames) this.refusalsOf.clear();
    const own = this.refusalsOf.get(ip) ?? new RateLimiter(refusals);
    this.refusalsOf.set(ip, own);
    if (!own.allows(now) || !this.refusalsOfAll.allows(now)) return;
    const more = own.suppressed > 0 ? ` and ${own.suppressed} more times` : "";
    own.suppressed = 0;
    this.say({ type: "refused", at: now, by, path: `${path}${more}`, status, ...this.nameOf(ip) });
  }
}
