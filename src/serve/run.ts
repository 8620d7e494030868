import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../settings/schema.ts";
import { CancelledError } from "../system/errors.ts";
import { eventsOf } from "../system/event-stream.ts";
import { makeDirectory } from "../system/files.ts";
import { ownPrivilege } from "../system/privilege.ts";
import { authorityOf } from "./assignment/assignment.ts";
import { ReleaseWatcher } from "./assignment/release-watcher.ts";
import { findServedImage } from "./assignment/releases.ts";
import { Staging } from "./assignment/staging.ts";
import type { BootServices } from "./dhcp/boot-services.ts";
import { startBootServices } from "./dhcp/dnsmasq.ts";
import { ClientTracker } from "./events/client-tracker.ts";
import { describer } from "./events/describe.ts";
import type { ServeEvent } from "./events/events.ts";
import { emptyServeView, foldAll } from "./events/fold.ts";
import { ServeLog } from "./events/log.ts";
import { Fetches } from "./http/fetches.ts";
import { type HttpChoice, httpServerFor, startHttp } from "./http/http-service.ts";
import type { Site } from "./http/request.ts";
import { checkDhcp, checkNoOtherServer, checkRange, type DhcpMode } from "./network/checks.ts";
import { nameServers, routerOn } from "./network/host-network.ts";
import { requireInterface } from "./network/interface.ts";
import type { Range } from "./network/ipv4.ts";
import { watchNetwork } from "./network/watch.ts";
import type { SupervisedProgram } from "./supervisor.ts";

export interface ServeOptions {
  /** Path, id or name; left out, the current release of the image built last. */
  readonly release?: string;
  /** Directory below which images lie. */
  readonly output: string;
  /** Network interface; an error names those that there are where it is left out. */
  readonly interface?: string;
  readonly dhcp: DhcpMode;
  /** Addresses for `full`; left out, the upper half of the interface's network. */
  readonly range?: Range;
  /** Router and DNS servers for `full`; left out, those that this machine uses. */
  readonly router?: string;
  readonly nameServers?: readonly string[];
  readonly httpPort: number;
  readonly http: HttpChoice;
  /** Changes what the release says of loaders and single clients. */
  readonly adjust?: (serve: Settings["serve"]) => Settings["serve"];
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks at releases, interface and fetches. */
const lookEvery = 1000;

/** Things to be ended, the last one begun first. */
class Ending {
  private readonly ends: (() => Promise<void>)[] = [];

  add(end: () => Promise<void>): void {
    this.ends.unshift(end);
  }

  async run(): Promise<void> {
    for (const end of this.ends.splice(0)) await end().catch(() => {});
  }
}

const throwIfCancelled = (signal: AbortSignal) => {
  if (signal.aborted) throw new CancelledError();
};

const work = async (
  options: ServeOptions,
  tell: (event: ServeEvent) => void,
  signal: AbortSignal,
  ending: Ending,
): Promise<ServeEvent> => {
  const begin = Date.now();
  const network = await requireInterface(options.interface);
  checkDhcp(options.dhcp, network);
  const image = await findServedImage(options.release, options.output);
  const server = await httpServerFor(options.http);
  const { subnet, name, mac } = network;
  const range = options.dhcp === "full" ? checkRange(options.range, network) : undefined;
  const bootServer = { address: subnet.address, port: options.httpPort };
  const withTftp = ownPrivilege() === "root";

  const describe = describer();
  let view = emptyServeView;
  let untaken: ServeEvent[] = [];
  const takeIn = () => {
    view = foldAll(view, untaken);
    untaken = [];
  };
  const onProblem = (message: string, remedy?: string) =>
    say({ type: "problem", at: Date.now(), message, ...(remedy === undefined ? {} : { remedy }) });
  const onNote = (message: string) => say({ type: "note", at: Date.now(), message });
  const log = new ServeLog(join(image.directory, `serve-${name}.log`), (message) =>
    onProblem(`The log cannot be written (${message}). Clients are served all the same.`),
  );
  const say = (event: ServeEvent) => {
    untaken.push(event);
    if (untaken.length > 1000) takeIn();
    const line = describe(event);
    if (line !== undefined) log.write(event.at, line);
    tell(event);
  };
  await makeDirectory(image.directory);
  ending.add(() => log.close());

  if (options.dhcp === "full") {
    onNote("looking whether another DHCP server answers");
    await checkNoOtherServer(network, signal, onProblem);
    throwIfCancelled(signal);
  }

  const staging = await Staging.open();
  ending.add(() => staging.close());
  const tracker = new ClientTracker(say, mac);
  const fetches = new Fetches(say, tracker.nameOf);
  let started = false;
  let firstAssignment: ServeEvent | undefined;
  let startServices: () => Promise<void> = async () => {};
  const watcher = await ReleaseWatcher.open({
    image,
    adjust: options.adjust ?? ((serve) => serve),
    bootServer,
    staging,
    onChange: (event) => {
      if (started) say(event);
      else firstAssignment = event;
    },
    onProblem,
    onLoaders: () => startServices(),
  });
  ending.add(() => watcher.close());
  throwIfCancelled(signal);

  const site: Site = {
    find: watcher.siteIndex.find,
    reportHandlers: {
      onFailure: (failure, ip) =>
        tracker.failed(failure, { ...tracker.nameOf(ip), ...cardIn(failure.client) }),
      onUp: ({ client, up }, ip) =>
        tracker.step("up", { ...cardIn(client), ip }, `after ${Math.round(up.seconds)} s as ${up.hostname}`),
    },
    onFetch: (fetch) => {
      if (fetch.file.release) watcher.touch(fetch.file.release);
      return fetches.begin(fetch);
    },
    onRefused: (ip, path, status) => tracker.refused("http", ip, path, status),
    onText: (ip, path) => tracker.script(path, ip),
  };
  const http = await startHttp(server, {
    ...{ site, staging, bootServer, interface: name },
    directories: [watcher.assignment.current.directory],
    onDied: (why, seconds) =>
      onProblem(`nginx ${why}. It is started again in ${seconds} s; clients go on where they were.`),
    onBack: () => onNote("nginx runs again"),
  });
  ending.add(() => http.close());

  let dnsmasq: SupervisedProgram | undefined;
  const leases = join(staging.directory, "leases");
  await symlink(join(image.directory, `serve-${name}.leases`), leases);
  const router = options.router ?? (await routerOn(name));
  const services = {
    interface: name,
    subnet,
    port: options.httpPort,
    dhcp: options.dhcp,
    range: range ?? { from: subnet.address, to: subnet.address },
    ...(router === undefined ? {} : { router }),
    nameServers: options.nameServers ?? (await nameServers()),
    tftpRoot: staging.tftpRoot,
  };
  if (withTftp) {
    startServices = async () => {
      await dnsmasq?.stop();
      const now: BootServices = { ...services, serve: watcher.assignment.serve, loaders: watcher.loaders };
      dnsmasq = await startBootServices({ services: now, staging, tracker, leases, onProblem, onNote });
    };
    await startServices();
    ending.add(async () => dnsmasq?.stop());
  }
  say({
    type: "serve-started",
    at: Date.now(),
    image: watcher.assignment.current.manifest.name,
    interface: name,
    address: subnet.address,
    prefix: subnet.prefix,
    dhcp: options.dhcp,
    ...(range ? { range } : {}),
    tftp: withTftp,
    http: { server, port: options.httpPort },
    url: `http://${authorityOf(bootServer)}/boot.ipxe`,
    log: log.path,
  });
  started = true;
  if (firstAssignment) say(firstAssignment);
  if (!withTftp)
    onNote("TFTP needs the rights of root, so there is none: loaders have to come from elsewhere.");

  const lookAtNetwork = watchNetwork({
    ...{ network, dhcp: options.dhcp, serve: watcher.assignment.serve },
    ...{ onProblem, onNote, signal },
  });
  while (!signal.aborted) {
    await tracker.refresh();
    fetches.tick();
    await watcher.tick();
    await lookAtNetwork();
    takeIn();
    await delay(lookEvery, undefined, { signal }).catch(() => {});
  }
  takeIn();
  const at = Date.now();
  const clients = view.clients.size;
  const ended: ServeEvent = {
    ...{ type: "serve-ended", at, ok: true, seconds: (at - begin) / 1000, clients, sent: fetches.sent },
  };
  log.write(at, describe(ended) ?? "");
  return ended;
};

/** A client's own word for its card, where it is one. */
const cardIn = (client: string): { mac?: string } =>
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(client) ? { mac: client } : {};

/**
 * Serves an image to clients until the signal comes, and says what happens. The last event is `serve-ended`; by then
 * no process, port or file of it is left but its log and its leases.
 * @throws ThinsmithError when it cannot begin: no such interface, a port taken, another DHCP server in `full`, ...
 */
export async function* serve(options: ServeOptions): AsyncGenerator<ServeEvent, void> {
  yield* eventsOf<ServeEvent>(options.signal, async (say, signal) => {
    const ending = new Ending();
    const ended = await work(options, say, signal, ending).finally(() => ending.run());
    say(ended);
  });
}
