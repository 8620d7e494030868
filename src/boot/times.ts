import type { ClientReport } from "./report.ts";
import { looksUp } from "./verdict.ts";

/** A stretch of a boot, in seconds since the kernel started. */
export interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The parts of a boot one after the other, and the services that took longest. */
export interface BootTimes {
  readonly phases: readonly Span[];
  readonly units: readonly Span[];
}

export const noTimes: BootTimes = { phases: [], units: [] };

/** Seconds from the kernel's start to the end of the last part. */
export const secondsOf = ({ phases }: BootTimes): number => Math.max(0, ...phases.map(({ to }) => to));

/** Where a part begins: what the console says then. A client that reports says it more precisely itself. */
const beginnings: readonly (readonly [string, RegExp])[] = [
  ["kernel", /Linux version/],
  ["initrd", /Run \/init as init process/],
  ["network", /thinsmith: asking for an address|thinsmith: \S+ has the address/],
  ["fetch", /thinsmith: fetching /],
  ["mount", /thinsmith: (?:the root is .* its sha256 is right|the root is read from|rootverify=off)/],
  ["units", /thinsmith: the root is .*, starting the system/],
  ["", looksUp],
];
/** The kernel's own clock in its messages. */
const stamp = /^\[ *(\d+\.\d+)\]/gm;
/** A line may come in pieces. */
const keptText = 300;

/** Follows the parts of a boot by its console, while there is no report. */
export class ConsoleTimes {
  private readonly found: { readonly name: string; readonly at: number }[] = [];
  private text = "";
  /** When the kernel started, by our clock. */
  private start: number | undefined;

  /** @param now seconds by our clock */
  update(chunk: string, now: number): void {
    this.text = (this.text + chunk).slice(-keptText - chunk.length);
    const said = [...this.text.matchAll(stamp)].at(-1)?.[1];
    // Messages of the first moments come late, all at once: the earliest start is the right one.
    if (said !== undefined) this.start = Math.min(this.start ?? now, now - Number(said));
    for (let next = beginnings[this.found.length]; next; next = beginnings[this.found.length]) {
      const later = beginnings.slice(this.found.length).findLast(([, pattern]) => pattern.test(this.text));
      if (!later) break;
      this.found.push({ name: next[0], at: now });
    }
    this.text = this.text.slice(-keptText);
  }

  /** By the client's clock, which began when its kernel started. */
  clientSeconds(now: number): number {
    return Math.max(0, now - (this.start ?? now));
  }

  /** The parts so far; the last one goes on until now. */
  spans(now: number): Span[] {
    const at = (seconds: number | undefined) => this.clientSeconds(seconds ?? now);
    return this.found.flatMap(({ name, at: from }, index) => {
      const to = at(this.found[index + 1]?.at);
      return name === "" ? [] : [{ name, from: index === 0 ? 0 : at(from), to }];
    });
  }
}

/** The times of a boot as its client reports them. `drawnAt`: when its screen showed something. Pure. */
export const reportedTimes = (
  { phases, slowUnits }: ClientReport,
  drawnAt: number | undefined,
): BootTimes => {
  const right = phases.filter(({ from, to }) => to >= from);
  const up = right.at(-1)?.to;
  const desktop =
    up === undefined || drawnAt === undefined || drawnAt <= up
      ? []
      : [{ name: "desktop", from: up, to: drawnAt }];
  return { phases: [...right, ...desktop], units: slowUnits.filter(({ from, to }) => to >= from) };
};
