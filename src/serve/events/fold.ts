import type { ClientFailure } from "../http/reports.ts";
import { refusedSentence } from "./describe.ts";
import type { ClientName, ClientStep, EventOf, ServeEvent } from "./events.ts";

/** Clients and notes that are kept; others drop out, the oldest first. */
const keptClients = 10_000;
const keptNotes = 200;

/** How far a client is. */
export type ClientState = "asks" | "loader" | "kernel" | "root" | "loaded" | "up" | "failed";

/** A file that a client fetches, or has fetched last. Sizes in bytes. */
interface FetchView {
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
  readonly detail?: string;
  readonly release?: string;
  readonly fetch?: FetchView;
  readonly failure?: ClientFailure;
  readonly seenAt: number;
}

export interface Note {
  readonly at: number;
  readonly kind: "note" | "problem" | "refused";
  readonly message: string;
  readonly remedy?: string;
}

/** The state of a boot server after its events so far. */
export interface ServeView {
  readonly started?: EventOf<"serve-started">;
  readonly offer?: EventOf<"offer">;
  /** By key, in the order in which they were first seen. */
  readonly clients: ReadonlyMap<string, ClientView>;
  readonly notes: readonly Note[];
  /** Bytes of all fetches that have ended. */
  readonly sent: number;
  readonly ended?: EventOf<"serve-ended">;
}

export const emptyServeView: ServeView = { clients: new Map(), notes: [], sent: 0 };

/** The state of a client that fetches a file, and of one that has it. */
const statesOf = (file: string): readonly [ClientState, ClientState] => {
  if (file === "vmlinuz" || file === "initrd.img") return ["kernel", "kernel"];
  return /\.(efi|kpxe|0)$/.test(file) ? ["loader", "loader"] : ["root", "loaded"];
};

/** A copy of the view that may be changed. */
type Draft = { -readonly [Key in keyof ServeView]: ServeView[Key] } & { clients: Map<string, ClientView> };

/** Key of the client that a name means: by its card, else by its address, else a new client. */
const keyOf = ({ clients }: Draft, { mac, ip = "" }: ClientName): string => {
  if (mac) return mac;
  for (const client of clients.values()) if (client.ip === ip) return client.key;
  return ip;
};

const changeClient = (
  draft: Draft,
  event: ClientName & { readonly at: number },
  change: (client: ClientView) => ClientView,
): void => {
  const { clients } = draft;
  const { mac, ip, at } = event;
  const key = keyOf(draft, event);
  // A client has its address as its key until its card is known.
  const old = clients.get(key) ?? (ip === undefined ? undefined : clients.get(ip));
  if (old && old.key !== key) clients.delete(old.key);
  for (const other of ip === undefined ? [] : clients.values()) {
    if (other.ip !== ip || other.key === key) continue;
    const { ip: _, ...withoutAddress } = other;
    clients.set(other.key, withoutAddress);
  }
  const client = { state: "asks" as const, ...old, key, seenAt: at };
  clients.set(key, change({ ...client, ...(mac ? { mac } : {}), ...(ip ? { ip } : {}) }));
  if (clients.size <= keptClients) return;
  const oldest = [...clients.values()].reduce((a, b) => (a.seenAt <= b.seenAt ? a : b));
  clients.delete(oldest.key);
};

/** A client that starts again, without what is left of its last start. */
const anew = ({ failure: _, fetch: __, detail: ___, release: ____, ...client }: ClientView): ClientView =>
  client;

/** A client in one of these states that loads a loader has started again. */
const over: readonly ClientState[] = ["failed", "up", "loaded"];

/**
 * A client after a step. A request for an address does not change its state, since a running system renews its lease;
 * nor does the address itself, which is part of its name.
 */
const atStep = (client: ClientView, step: ClientStep, detail: string | undefined): ClientView => {
  if (step === "address" || (step === "asks" && client.state !== "failed")) return client;
  const from = over.includes(client.state) && step !== "up" ? anew(client) : client;
  return { ...from, state: step, ...(detail === undefined ? {} : { detail }) };
};

const take = (draft: Draft, event: ServeEvent): void => {
  const note = (kind: Note["kind"], message: string, remedy?: string) => {
    const one = { at: event.at, kind, message, ...(remedy === undefined ? {} : { remedy }) };
    draft.notes = [...draft.notes, one].slice(-keptNotes);
  };
  switch (event.type) {
    case "serve-started":
      draft.started = event;
      break;
    case "offer":
      draft.offer = event;
      break;
    case "client":
      changeClient(draft, event, (client) => atStep(client, event.step, event.detail));
      break;
    case "fetch-started": {
      const { id, file, from, size, at, release } = event;
      const fetch: FetchView = { id, file, size, from, sent: 0, startedAt: at, state: "running" };
      changeClient(draft, event, (client) => ({
        ...(file === "vmlinuz" ? anew(client) : client),
        state: statesOf(file)[0],
        fetch,
        ...(release === undefined ? {} : { release }),
      }));
      break;
    }
    case "fetch-progress":
      for (const client of draft.clients.values()) {
        const sent = client.fetch && event.sent[client.fetch.id];
        if (client.fetch && sent !== undefined)
          draft.clients.set(client.key, { ...client, fetch: { ...client.fetch, sent } });
      }
      break;
    case "fetch-ended": {
      const { id, sent, complete, at } = event;
      draft.sent += sent;
      for (const client of draft.clients.values()) {
        const { fetch, state } = client;
        if (fetch?.id !== id) continue;
        draft.clients.set(client.key, {
          ...client,
          state: complete && state !== "failed" ? statesOf(fetch.file)[1] : state,
          fetch: { ...fetch, sent, state: complete ? "complete" : "broken" },
          seenAt: at,
        });
        break;
      }
      break;
    }
    case "client-failed":
      changeClient(draft, event, (client) => ({ ...client, state: "failed", failure: event.failure }));
      break;
    case "refused":
      note("refused", refusedSentence(event));
      break;
    case "problem":
      note("problem", event.message, event.remedy);
      break;
    case "note":
      note("note", event.message);
      break;
    case "serve-ended":
      draft.ended = event;
      break;
  }
};

/** The view after more events. Pure; every display of a boot server is made from its result. */
export const foldAll = (view: ServeView, events: readonly ServeEvent[]): ServeView => {
  const draft: Draft = { ...view, clients: new Map(view.clients) };
  for (const event of events) take(draft, event);
  return draft;
};
