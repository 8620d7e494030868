import prettyBytes from "pretty-bytes";
import type { ClientState, ClientView, FetchView } from "../../src/serve/events/client-view.ts";
import { sanitize } from "../../src/system/text.ts";
import { count } from "../ui/format.ts";
import { turn } from "../ui/turn.ts";

/** What a person can filter the clients by. */
export const filters = {
  all: () => true,
  loading: ({ state }: ClientView) => ["asks", "loader", "kernel", "root"].includes(state),
  failed: ({ state }: ClientView) => state === "failed",
  up: ({ state }: ClientView) => state === "up" || state === "loaded",
} as const satisfies Record<string, (client: ClientView) => boolean>;

export type Filter = keyof typeof filters;

export const nextFilter = (filter: Filter): Filter => turn(Object.keys(filters) as Filter[], filter, 1);

/** How many clients are how far, in a line. Pure. */
export const clientCounts = (clients: readonly ClientView[], filter: Filter): string => {
  if (clients.length === 0) return "No client has asked yet.";
  const parts = (["up", "loading", "failed"] as const)
    .map((name) => ({ name, number: clients.filter(filters[name]).length }))
    .filter(({ number }) => number > 0)
    .map(({ name, number }) => `${number} ${name}`);
  const shown = filter === "all" ? "" : `   shown: ${filter}`;
  return `${count(clients.length, "client")}: ${parts.join(", ")}${shown}`;
};

/** States whose name is not what a row says. */
const said: Partial<Record<ClientState, string>> = {
  loader: "loads its loader",
  loaded: "has its root, starting",
};

/** A client's state in words, and how much of a file it has, from 0 to 1. */
export interface ClientWords {
  readonly words: string;
  readonly fraction?: number;
}

/** How much of a streamed file a client has read, from 0 to 1: some of it twice. */
const streamedShare = ({ sent, size }: FetchView): number => (size === 0 ? 1 : Math.min(1, sent / size));

/** What a client has read of a file that it streams. Pure. */
export const streamedWords = ({ sent, size }: FetchView): string =>
  `${prettyBytes(sent)} of ${prettyBytes(size)} read`;

/** What a row says of a client. Pure. @param now in milliseconds since the epoch */
export const clientWords = (client: ClientView, now: number): ClientWords => {
  const { state, fetch, stream, failure, notice, detail } = client;
  if (state === "failed" && failure) return { words: sanitize(`${failure.code}: ${failure.message}`) };
  if (state === "root" && stream && fetch?.state !== "running")
    return { words: sanitize(`streams, ${streamedWords(stream)}`), fraction: streamedShare(stream) };
  if ((state === "root" || state === "kernel") && fetch) {
    const { file, size, from, sent, startedAt } = fetch;
    if (fetch.state === "broken")
      return { words: sanitize(`${file}, broken off at ${prettyBytes(from + sent)}`) };
    if (fetch.state === "complete") return { words: sanitize(`has ${file}`) };
    const seconds = (now - startedAt) / 1000;
    const rate = seconds >= 1 && sent > 0 ? `, ${prettyBytes(sent / seconds)}/s` : "";
    return {
      words: sanitize(`${file} ${prettyBytes(size)}${rate}`),
      fraction: size === 0 ? 1 : (from + sent) / size,
    };
  }
  const more = detail === undefined || state === "loaded" ? "" : ` ${detail}`;
  const noticed = notice ? `, ${notice.code}: ${notice.message}` : "";
  return { words: sanitize(`${said[state] ?? state}${more}${noticed}`) };
};

/** What is asked before the server stops; undefined where nobody would notice. Pure. */
export const stopQuestion = (clients: readonly ClientView[]): string | undefined => {
  const loading = clients.filter(({ fetch }) => fetch?.state === "running").length;
  const streaming = clients.filter(({ stream }) => stream?.state === "running").length;
  if (loading + streaming === 0) return undefined;
  const are = (number: number, doing: string) =>
    number === 0 ? [] : [`${count(number, "client")} ${number === 1 ? "is" : "are"} ${doing}`];
  const parts = [...are(loading, "loading"), ...are(streaming, "reading a root from here")];
  const then =
    streaming === 0
      ? "They try again for five minutes."
      : loading === 0
        ? "They wait until it is served again."
        : "The first try again for five minutes, the others wait.";
  return `${parts.join(", ")}. Stop serving? ${then}`;
};

/** How long ago a client was last heard of. Pure. */
export const lastSeen = ({ seenAt }: ClientView, now: number): string => {
  const seconds = Math.max(0, Math.round((now - seenAt) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

/** More on one client than a row has room for. Pure. */
export const clientDetail = (client: ClientView, now: number): string => {
  const { failure, release, mac, ip } = client;
  const who = [mac, ip].filter(Boolean).join("  ");
  if (client.state === "failed" && failure)
    return sanitize(`${who}  ${failure.message} ${failure.remedy ?? failure.facts}`);
  return sanitize([who, release ?? "", `last seen ${lastSeen(client, now)} ago`].filter(Boolean).join("  "));
};
