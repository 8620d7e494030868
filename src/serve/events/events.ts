import type { ClientFailure } from "../http/reports.ts";
import type { DhcpMode } from "../network/checks.ts";
import type { Range } from "../network/ipv4.ts";

/** Whom an event is about: at least one of the two. A MAC address is in lower case with colons. */
export interface ClientName {
  readonly mac?: string;
  readonly ip?: string;
}

/** What a client was heard of by before it fetched anything by HTTP. */
export type ClientStep = "asks" | "address" | "loader" | "up";

/**
 * What a boot server says, in order. `at` is milliseconds since the epoch, sizes are bytes, `seconds` durations. One
 * event a line under `--progress json`.
 */
export type ServeEvent =
  | {
      type: "serve-started";
      at: number;
      image: string;
      interface: string;
      address: string;
      prefix: number;
      dhcp: DhcpMode;
      /** Addresses that DHCP gives out. */
      range?: Range;
      tftp: boolean;
      http: { server: "nginx" | "built-in"; port: number };
      /** Where a client's loader begins. */
      url: string;
      /** Log on disk. */
      log: string;
    }
  /** What a client that starts now gets; again whenever that changes. */
  | {
      type: "offer";
      at: number;
      release: string;
      /** Release that only the canaries get. */
      canary?: string;
      canaries: number;
      /** Clients that get something of their own. */
      singles: number;
    }
  | ({ type: "client"; at: number; step: ClientStep; detail?: string } & ClientName)
  /** A client begins to fetch a file. `from`: where in the file, `size` of the whole. */
  | ({
      type: "fetch-started";
      at: number;
      id: number;
      file: string;
      release?: string;
      from: number;
      size: number;
    } & ClientName)
  /** How far the running fetches are: bytes sent of each, by its id. */
  | { type: "fetch-progress"; at: number; sent: Record<number, number> }
  | { type: "fetch-ended"; at: number; id: number; sent: number; complete: boolean; seconds: number }
  /** A client that cannot start says why. */
  | ({ type: "client-failed"; at: number; failure: ClientFailure } & ClientName)
  /** Asked for what is not there, or may not be had. */
  | ({ type: "refused"; at: number; by: "http" | "tftp"; path: string; status?: number } & ClientName)
  /** Something is wrong with the server, or right again. */
  | { type: "problem"; at: number; message: string; remedy?: string }
  | { type: "note"; at: number; message: string }
  | {
      type: "serve-ended";
      at: number;
      ok: boolean;
      seconds: number;
      clients: number;
      sent: number;
      failure?: { message: string; remedy?: string };
    };
