import type { ClientFailure, ClientNotice } from "../http/reports.ts";
import type { DhcpMode } from "../network/checks.ts";
import type { Range } from "../network/ipv4.ts";

/** The client that an event is about; at least one of the two is there. A MAC address is in lower case with colons. */
export interface ClientName {
  readonly mac?: string | undefined;
  readonly ip?: string | undefined;
}

/** Steps of a client besides its fetches over HTTP. */
export type ClientStep = "asks" | "address" | "loader" | "up";

/**
 * What happens on a boot server, in order. `at` is in milliseconds since the epoch, sizes are in bytes. `serve --progress
 * json` prints one event a line.
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
      /** URL of the first script that iPXE loads. */
      url: string;
      /** Log on disk. */
      log: string;
    }
  /** The release that a client gets which starts now; sent again whenever it changes. */
  | {
      type: "offer";
      at: number;
      release: string;
      /** Release that only the canaries get. */
      canary?: string;
      canaries: number;
      /** Clients with an entry of their own in `serve.clients`. */
      singles: number;
    }
  | ({ type: "client"; at: number; step: ClientStep; detail?: string | undefined } & ClientName)
  /**
   * A client begins to fetch a file. `from`: first byte; `size`: of the whole file. `streamed`: it reads parts of it when it needs
   * them, which count as one fetch.
   */
  | ({
      type: "fetch-started";
      at: number;
      id: number;
      file: string;
      release?: string | undefined;
      from: number;
      size: number;
      streamed?: true;
    } & ClientName)
  /** Bytes that each running fetch has sent, by its id. */
  | { type: "fetch-progress"; at: number; sent: Record<number, number> }
  | { type: "fetch-ended"; at: number; id: number; sent: number; complete: boolean; seconds: number }
  /** A client reports why it cannot start. */
  | ({ type: "client-failed"; at: number; failure: ClientFailure } & ClientName)
  /** A client that runs reports that it had to wait, or what is wrong. */
  | ({ type: "client-notice"; at: number; notice: ClientNotice } & ClientName)
  /**
   * A client has loaded thinsmith.efi whole, and was not heard of in the `seconds` since. `signed`: whether that file is
   * signed for firmware.
   */
  | ({
      type: "client-silent";
      at: number;
      release: string;
      signed: boolean;
      seconds: number;
    } & ClientName)
  /** A request for a file that does not exist or is not served; `path` as it was asked for: over HTTP from `/` on. */
  | ({
      type: "refused";
      at: number;
      by: "http" | "tftp";
      path: string;
      status?: number | undefined;
    } & ClientName)
  /** Something is wrong with the server; a note says when it is right again. */
  | { type: "problem"; at: number; message: string; remedy?: string | undefined }
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

/** An event of one type. */
export type EventOf<Type extends ServeEvent["type"]> = Extract<ServeEvent, { type: Type }>;
