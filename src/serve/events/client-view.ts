import { ukiFile } from "../../release/release.ts";
import type { ClientFailure, ClientNotice } from "../http/reports.ts";
import type { ClientStep, EventOf } from "./events.ts";

/** How far a client is. */
export type ClientState = "asks" | "loader" | "kernel" | "root" | "loaded" | "up" | "failed";

/** A file that a client fetches, or has fetched last. Sizes in bytes. */
export interface FetchView {
  readonly id: number;
  readonly file: string;
  readonly size: number;
  /** First byte that was asked for. */
  readonly from: number;
  readonly sent: number;
  readonly startedAt: number;
  readonly state: "running" | "complete" | "broken";
}

/** A client as the boot server knows it. Times in milliseconds since the epoch. */
export interface ClientView {
  /** Its MAC address, else its IP address. */
  readonly key: string;
  readonly mac?: string;
  readonly ip?: string;
  readonly state: ClientState;
  /** When it first came to each state of this start; `loaded` is when it had the last of its files. */
  readonly times: Readonly<Partial<Record<ClientState, number>>>;
  readonly detail?: string;
  /** What it loaded as its loader. */
  readonly loader?: string;
  readonly release?: string;
  readonly fetch?: FetchView;
  /** The file that it reads in parts (boot.root); `sent` is the sum of these. */
  readonly stream?: FetchView;
  readonly failure?: ClientFailure;
  /** What it reported last while it ran. */
  readonly notice?: ClientNotice;
  /** What it asked for last of what there is not, in a sentence. */
  readonly refused?: string;
  readonly seenAt: number;
}

/** Files with a kernel: a start begins with one of them, or with a loader before it. */
const kernels: readonly string[] = ["vmlinuz", ukiFile];

/** The state of a client that fetches a file, and of one that has it. */
export const statesOf = (file: string): readonly [ClientState, ClientState] => {
  if (kernels.includes(file) || file === "initrd.img") return ["kernel", "kernel"];
  return /\.(efi|kpxe|0)$/.test(file) ? ["loader", "loader"] : ["root", "loaded"];
};

/** A client that starts again, without what is left of its last start. */
export const anew = ({ key, mac, ip, state, seenAt }: ClientView): ClientView => ({
  ...{ key, state, seenAt, times: {} },
  ...(mac === undefined ? {} : { mac }),
  ...(ip === undefined ? {} : { ip }),
});

/** Notes when a client came to the state that it has. */
export const timed = (client: ClientView, at: number): ClientView =>
  client.times[client.state] !== undefined && client.state !== "loaded"
    ? client
    : { ...client, times: { ...client.times, [client.state]: at } };

/** A client in one of these states that loads a loader has started again. */
const over: readonly ClientState[] = ["failed", "up", "loaded"];

/**
 * A client after a step. A request for an address does not change its state, since a running system renews its lease;
 * nor does the address itself, which is part of its name.
 */
export const atStep = (client: ClientView, step: ClientStep, detail: string | undefined): ClientView => {
  if (step === "address" || (step === "asks" && client.state !== "failed")) return client;
  const from = over.includes(client.state) && step !== "up" ? anew(client) : client;
  // By TFTP firmware asks for it as for a loader.
  if (step === "loader" && detail === ukiFile) return { ...from, state: "kernel", detail };
  return {
    ...{ ...from, state: step },
    ...(detail === undefined ? {} : { detail }),
    // The first is the one that the firmware loaded.
    ...(step === "loader" && detail !== undefined ? { loader: from.loader ?? detail } : {}),
  };
};

/** A client whose firmware has most likely refused what it loaded. @param remedy what to do */
export const silent = (client: ClientView, remedy: string): ClientView => ({
  ...client,
  state: "failed",
  failure: {
    ...{ client: client.key, code: "FIRMWARE", message: `Its firmware has most likely refused ${ukiFile}.` },
    ...{ remedy, facts: "" },
  },
});

/** A client after what its fetches have sent by now, by their ids; undefined if none of them is its. */
export const atProgress = (
  client: ClientView,
  sent: Readonly<Record<number, number>>,
): ClientView | undefined => {
  const { fetch, stream } = client;
  const now = (one: FetchView | undefined) => {
    const bytes = one && sent[one.id];
    return one && bytes !== undefined ? { ...one, sent: bytes } : undefined;
  };
  const fetched = now(fetch);
  const streamed = now(stream);
  if (!fetched && !streamed) return undefined;
  return { ...client, ...(fetched ? { fetch: fetched } : {}), ...(streamed ? { stream: streamed } : {}) };
};

/** A client whose fetch has ended; undefined if it is not its. */
export const atFetchEnd = (
  client: ClientView,
  { id, sent, complete, at }: EventOf<"fetch-ended">,
): ClientView | undefined => {
  const over = (fetch: FetchView) =>
    ({ ...fetch, sent, state: complete ? "complete" : "broken" }) satisfies FetchView;
  const { fetch, stream, state } = client;
  if (stream?.id === id) return { ...client, stream: over(stream), seenAt: at };
  if (fetch?.id !== id) return undefined;
  return {
    ...client,
    state: complete && state !== "failed" ? statesOf(fetch.file)[1] : state,
    ...{ fetch: over(fetch), seenAt: at },
  };
};

/** A client that begins to read a file in parts. It goes on with that for as long as it runs. */
export const atStream = (client: ClientView, stream: FetchView, release: string | undefined): ClientView => ({
  ...client,
  state: client.state === "up" ? client.state : "root",
  stream,
  ...(release === undefined ? {} : { release }),
});

/** A client that begins to fetch a file: whatever was wrong before, it goes on. */
export const atFetch = (client: ClientView, fetch: FetchView, release: string | undefined): ClientView => {
  const { file } = fetch;
  const [state] = statesOf(file);
  const begins = client.state === "asks" || client.state === "loader";
  const { detail: _, failure: _failure, ...from } = kernels.includes(file) && !begins ? anew(client) : client;
  return {
    ...{ ...from, state, fetch },
    ...(state === "loader" ? { loader: from.loader ?? file } : {}),
    ...(release === undefined ? {} : { release }),
  };
};
