import {
  atFetch,
  atFetchEnd,
  atProgress,
  atStep,
  atStream,
  type ClientView,
  type FetchView,
  silent,
  timed,
} from "./client-view.ts";
import { noticeSentence, refusedSentence, silenceWords } from "./describe.ts";
import type { ClientName, EventOf, ServeEvent } from "./events.ts";
import { type Sample, sampled } from "./rate.ts";

/** Clients and notes that are kept; others drop out, the oldest first. */
const keptClients = 10_000;
const keptNotes = 200;

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
  /** Bytes of all fetches, with what those that run have sent so far. */
  readonly sent: number;
  /** Bytes of each fetch that runs, by its id. */
  readonly running: ReadonlyMap<number, number>;
  /** What `sent` was in the last minutes. */
  readonly samples: readonly Sample[];
  readonly ended?: EventOf<"serve-ended">;
}

export const emptyServeView: ServeView = {
  clients: new Map(),
  notes: [],
  sent: 0,
  running: new Map(),
  samples: [],
};

/** A copy of the view that may be changed. */
type Draft = { -readonly [Key in keyof ServeView]: ServeView[Key] } & {
  clients: Map<string, ClientView>;
  running: Map<number, number>;
};

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
  const client = { state: "asks" as const, times: {}, ...old, key, seenAt: at };
  clients.set(key, timed(change({ ...client, ...(mac ? { mac } : {}), ...(ip ? { ip } : {}) }), at));
  if (clients.size <= keptClients) return;
  const oldest = [...clients.values()].reduce((a, b) => (a.seenAt <= b.seenAt ? a : b));
  clients.delete(oldest.key);
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
      const { id, file, from, size, at, release, streamed } = event;
      const fetch: FetchView = { id, file, size, from, sent: 0, startedAt: at, state: "running" };
      draft.running.set(id, 0);
      changeClient(draft, event, (client) => (streamed ? atStream : atFetch)(client, fetch, release));
      break;
    }
    case "fetch-progress":
      for (const [id, before] of draft.running) {
        const sent = event.sent[id] ?? before;
        draft.running.set(id, sent);
        draft.sent += sent - before;
      }
      for (const client of draft.clients.values()) {
        const now = atProgress(client, event.sent);
        if (now) draft.clients.set(client.key, now);
      }
      break;
    case "fetch-ended": {
      const { id, sent, at } = event;
      draft.sent += sent - (draft.running.get(id) ?? 0);
      draft.running.delete(id);
      for (const client of draft.clients.values()) {
        const now = atFetchEnd(client, event);
        if (!now) continue;
        draft.clients.set(client.key, timed(now, at));
        break;
      }
      break;
    }
    case "client-failed":
      changeClient(draft, event, (client) => ({ ...client, state: "failed", failure: event.failure }));
      break;
    case "client-notice":
      note("note", noticeSentence(event));
      changeClient(draft, event, (client) => ({ ...client, notice: event.notice }));
      break;
    case "client-silent": {
      const { message, remedy } = silenceWords(event);
      note("note", message, remedy);
      const client = draft.clients.get(keyOf(draft, event));
      if (client) draft.clients.set(client.key, timed(silent(client, remedy), event.at));
      break;
    }
    case "refused": {
      const refused = refusedSentence(event);
      note("refused", refused);
      const client = draft.clients.get(keyOf(draft, event));
      if (client) draft.clients.set(client.key, { ...client, refused });
      break;
    }
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
  const draft: Draft = { ...view, clients: new Map(view.clients), running: new Map(view.running) };
  for (const event of events) {
    take(draft, event);
    if (event.type.startsWith("fetch-")) draft.samples = sampled(draft.samples, event.at, draft.sent);
  }
  return draft;
};
