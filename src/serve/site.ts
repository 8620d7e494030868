import { macAddress } from "../grammar/grammar.ts";
import { clientKey } from "../settings/schema.ts";
import type { ClientTracker } from "./events/client-tracker.ts";
import type { Fetches } from "./fetches.ts";
import type { Site } from "./http/request.ts";
import type { ReleaseWatcher } from "./release-watcher.ts";

/** The address of its card in a client's report, if it is one. */
const cardIn = (client: string): { mac?: string } =>
  macAddress.safeParse(client).success ? { mac: clientKey(client) } : {};

/** The site of a running boot server: the watched releases over HTTP, with every request passed to the tracker. */
export const siteOf = (watcher: ReleaseWatcher, tracker: ClientTracker, fetches: Fetches): Site => ({
  find: watcher.siteIndex.find,
  reportHandlers: {
    onFailure: (failure, ip) => tracker.failed(failure, { ...tracker.nameOf(ip), ...cardIn(failure.client) }),
    onUp: ({ client, up }, ip) =>
      tracker.step("up", { ...cardIn(client), ip }, `after ${Math.round(up.seconds)} s as ${up.hostname}`),
  },
  onFetch: (fetch) => {
    if (fetch.file.release) watcher.siteIndex.touch(fetch.file.release, Date.now());
    return fetches.begin(fetch);
  },
  onRefused: (ip, path, status) => tracker.refused("http", ip, path, status),
  onText: (ip, path) => tracker.script(path, ip),
});
