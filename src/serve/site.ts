import { macAddress } from "../grammar/grammar.ts";
import { ukiFile } from "../release/release.ts";
import { clientKey } from "../settings/schema.ts";
import { clientFilesFolder } from "../trust/client-file/format.ts";
import type { ClientTracker } from "./events/client-tracker.ts";
import type { SilentClients } from "./events/silent-clients.ts";
import type { Fetches } from "./fetches.ts";
import type { Site } from "./http/request.ts";
import type { ReleaseWatcher } from "./release-watcher.ts";

/** The address of its card in a client's report, if it is one. */
const cardIn = (client: string): { mac?: string } =>
  macAddress.safeParse(client).success ? { mac: clientKey(client) } : {};

const askedForClientFile = new RegExp(`/${clientFilesFolder}/[a-z0-9-]+\\.conf$`);

interface SiteParts {
  readonly watcher: ReleaseWatcher;
  readonly tracker: ClientTracker;
  readonly fetches: Fetches;
  readonly silentClients: SilentClients;
  /** A client has thinsmith.efi of a release, whole. */
  readonly onUki: (ip: string, release: string) => void;
}

/** The site of a running boot server: the watched releases over HTTP, with every request passed to who counts clients. */
export const siteOf = ({ watcher, tracker, fetches, silentClients, onUki }: SiteParts): Site => ({
  find: watcher.siteIndex.find,
  reportHandlers: {
    onFailure: (failure, ip) => {
      const name = { ...tracker.nameOf(ip), ...cardIn(failure.client) };
      silentClients.heard(name);
      tracker.failed(failure, name);
    },
    onUp: ({ client, up }, ip) => {
      const name = { ...cardIn(client), ip };
      silentClients.heard(name);
      tracker.step("up", name, `after ${Math.round(up.seconds)} s as ${up.hostname}`);
    },
    onNotice: (client, notice, ip) => tracker.noticed(notice, { ...cardIn(client), ip }),
  },
  onFetch: (fetch) => {
    const { ip, from, file } = fetch;
    const { name, release, size } = file;
    if (release) watcher.siteIndex.touch(release, Date.now());
    const ended = fetches.begin(fetch);
    if (name !== ukiFile) silentClients.heard(tracker.nameOf(ip));
    return (sent, complete) => {
      ended(sent, complete);
      // By now its card may be known.
      if (name !== ukiFile) silentClients.heard(tracker.nameOf(ip));
      if (name === ukiFile && release && complete && from + sent === size) onUki(ip, release);
    };
  },
  onRefused: (ip, path, status) => {
    // Firmware may ask for the file of a release that is gone.
    if (!path.endsWith(`/${ukiFile}`)) silentClients.heard(tracker.nameOf(ip));
    // Most clients have no settings of their own, and only ask.
    if (!askedForClientFile.test(path)) tracker.refused("http", ip, path, status);
  },
  onText: (ip, path) => {
    silentClients.heard(tracker.nameOf(ip));
    tracker.script(path, ip);
  },
});
