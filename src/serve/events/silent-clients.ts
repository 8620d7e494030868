import type { Release } from "../../release/release.ts";
import type { ClientName } from "./events.ts";

/**
 * Milliseconds in which a client that has thinsmith.efi asks for more: Linux starts within some 20 seconds, and within 60
 * where it is emulated.
 */
const patience = 120_000;
/** Clients that are waited for; more are none that a person could look at. */
const mostWaiting = 10_000;

/** A client that has thinsmith.efi of a release, and was not heard of since. */
interface Waiting {
  readonly client: ClientName;
  readonly release: Release;
  /** When it had the file for the first time. */
  readonly since: number;
}

/** Whether two names mean one client: an address may be that of another card by now. */
const isSame = (one: ClientName, other: ClientName): boolean =>
  one.mac !== undefined && other.mac !== undefined
    ? one.mac === other.mac
    : one.ip !== undefined && one.ip === other.ip;

/**
 * Notices clients that load thinsmith.efi whole and then ask for nothing more: firmware that refuses a file tells no server.
 * One that loads it again and again without starting counts from the first time.
 */
export class SilentClients {
  /** The longest waiting first. */
  private waiting: readonly Waiting[] = [];

  /**
   * @param say is told once of each fetch, or of several in a row
   * @param now in milliseconds
   */
  constructor(
    private readonly say: (client: ClientName, release: Release, seconds: number) => void,
    private readonly now: () => number,
  ) {}

  /**
   * A client has thinsmith.efi of a release, whole. One without a MAC address, in another network, is not waited for: its system
   * may get another IP address than its firmware had.
   */
  loaded(client: ClientName, release: Release): void {
    if (client.mac === undefined) return;
    const before = this.waiting.find((one) => isSame(one.client, client));
    if (before?.release.directory === release.directory) return;
    const others = this.waiting.filter((one) => one !== before);
    this.waiting = [...others, { client, release, since: this.now() }].slice(-mostWaiting);
  }

  /** A client has asked for anything else, or has reported. */
  heard(client: ClientName): void {
    if (this.waiting.some((one) => isSame(one.client, client)))
      this.waiting = this.waiting.filter((one) => !isSame(one.client, client));
  }

  /** Tells of those whose time is over. */
  tick(): void {
    const now = this.now();
    const silent = this.waiting.filter(({ since }) => now - since >= patience);
    if (silent.length === 0) return;
    this.waiting = this.waiting.filter((one) => !silent.includes(one));
    for (const { client, release, since } of silent)
      this.say(client, release, Math.round((now - since) / 1000));
  }
}
