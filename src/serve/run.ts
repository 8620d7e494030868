import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ukiFile } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { CancelledError } from "../system/errors.ts";
import { eventsOf } from "../system/event-stream.ts";
import { makeDirectory } from "../system/files.ts";
import { ownPrivilege } from "../system/namespace.ts";
import { findServedImage } from "./assignment/releases.ts";
import { Staging } from "./assignment/staging.ts";
import { asksFor, firmwareImages } from "./assignment/uki.ts";
import { CleanUp } from "./clean-up.ts";
import { ipxeUrl, servicesOn } from "./dhcp/boot-services.ts";
import { Dnsmasq } from "./dhcp/dnsmasq.ts";
import { checkNoOtherServer } from "./dhcp/other-servers.ts";
import { ClientTracker } from "./events/client-tracker.ts";
import type { ServeEvent } from "./events/events.ts";
import { EventReporter } from "./events/reporter.ts";
import { SilentClients } from "./events/silent-clients.ts";
import { Fetches } from "./fetches.ts";
import { type HttpChoice, httpServerFor, startHttp } from "./http/http-service.ts";
import { checkDhcp, checkRange, type DhcpMode } from "./network/checks.ts";
import { requireInterface } from "./network/interface.ts";
import type { Range } from "./network/ipv4.ts";
import { watchNetwork } from "./network-watch.ts";
import { ReleaseWatcher } from "./release-watcher.ts";
import { siteOf } from "./site.ts";

export interface ServeOptions {
  /** Path or id of a release, or name of an image; left out, the current release of the image built last. */
  readonly release?: string | undefined;
  /** Directory below which images lie. */
  readonly output: string;
  /** Network interface that the clients are on; left out, the error lists this machine's. */
  readonly interface?: string | undefined;
  readonly dhcp: DhcpMode;
  /** Addresses that `full` gives out; left out, the upper half of the interface's network. */
  readonly range?: Range | undefined;
  /** Router and DNS servers that `full` names; left out, those of this machine. */
  readonly router?: string | undefined;
  readonly nameServers?: readonly string[] | undefined;
  readonly httpPort: number;
  readonly http: HttpChoice;
  /** Changes the release's settings of loaders and single clients. */
  readonly adjust?: (serve: Settings["serve"]) => Settings["serve"];
  /** Keys that have to have signed releases, in place of those that are known on this machine. */
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds between two checks of releases, interface and fetches. */
const checkEvery = 1000;

const run = async (
  options: ServeOptions,
  onEvent: (event: ServeEvent) => void,
  signal: AbortSignal,
  cleanUp: CleanUp,
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

  const reporter = new EventReporter(join(image.directory, `serve-${name}.log`), onEvent);
  const { say, problem: onProblem, note: onNote, log } = reporter;
  await makeDirectory(image.directory);
  cleanUp.add(() => log.close());

  if (options.dhcp === "full") {
    onNote("looking for another DHCP server");
    await checkNoOtherServer(network, signal, onProblem);
    if (signal.aborted) throw new CancelledError();
  }

  const staging = await Staging.open();
  cleanUp.add(() => staging.close());
  const tracker = new ClientTracker(say, mac);
  const fetches = new Fetches(say, tracker.nameOf);
  const silentClients = new SilentClients((client, { manifest }, seconds) => {
    const signed = typeof manifest.uki?.certificate === "string";
    say({ type: "client-silent", at: Date.now(), release: manifest.id, signed, seconds, ...client });
  }, Date.now);
  let started = false;
  let firstAssignment: ServeEvent | undefined;
  const watcher = await ReleaseWatcher.open({
    image,
    adjust: options.adjust ?? ((serve) => serve),
    key: options.key,
    bootServer,
    dhcp: options.dhcp,
    staging,
    onChange: (event) => {
      if (started) say(event);
      else firstAssignment = event;
    },
    onProblem,
    onNote,
  });
  cleanUp.add(() => watcher.close());
  if (signal.aborted) throw new CancelledError();

  const onUki = (ip: string, id: string) => {
    // Whoever else loads it is no firmware.
    if (watcher.assignment.serve.uefi !== "uki") return;
    const release = watcher.siteIndex.releaseWith(id);
    if (release && asksFor(release, bootServer)) silentClients.loaded(tracker.nameOf(ip), release);
  };
  const site = siteOf({ watcher, tracker, fetches, silentClients, onUki });
  const http = await startHttp(server, {
    ...{ site, staging, bootServer, interface: name },
    directories: [watcher.assignment.current.directory],
    onDied: (why, seconds) =>
      onProblem(`nginx ${why}. It is started again in ${seconds} s; clients go on where they were.`),
    onBack: () => onNote("nginx runs again"),
  });
  const stopHttp = cleanUp.add(() => http.close());

  const leases = join(staging.directory, "leases");
  await symlink(join(image.directory, `serve-${name}.leases`), leases);
  const services = await servicesOn(network, { ...options, range }, staging.tftpRoot);
  let keepServices = async () => {};
  if (withTftp) {
    const onSent = (ip: string, path: string) => {
      const [, id, file] = path.split("/");
      if (id !== undefined && file === ukiFile) onUki(ip, id);
    };
    const dnsmasq = new Dnsmasq({ staging, tracker, leases, onSent, onProblem, onNote });
    cleanUp.add(() => dnsmasq.stop());
    const servicesNow = () => {
      const { assignment, loaders } = watcher;
      return { ...services, serve: assignment.serve, loaders, images: firmwareImages(assignment) };
    };
    await dnsmasq.use(servicesNow());
    keepServices = () => dnsmasq.keep(servicesNow());
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
    url: ipxeUrl(services),
    log: log.path,
  });
  started = true;
  if (firstAssignment) say(firstAssignment);
  if (!withTftp) onNote("TFTP needs root, so there is none: loaders have to come from another server.");

  const checkNetwork = watchNetwork({
    ...{ network, dhcp: options.dhcp, serve: watcher.assignment.serve },
    ...{ onProblem, onNote, signal },
  });
  while (!signal.aborted) {
    await tracker.refresh();
    fetches.tick();
    silentClients.tick();
    await watcher.tick();
    await keepServices();
    await checkNetwork();
    await delay(checkEvery, undefined, { signal }).catch(() => {});
  }
  // What clients have of the fetches that this breaks off counts as well.
  await stopHttp();
  fetches.endAll();
  const at = Date.now();
  const ended: ServeEvent = {
    ...{ type: "serve-ended", at, ok: true, seconds: (at - begin) / 1000 },
    ...{ clients: reporter.clients, sent: fetches.sent },
  };
  reporter.writeToLog(ended);
  return ended;
};

/**
 * Serves an image to clients until `options.signal` aborts, and yields what happens. The last event is `serve-ended`; by
 * then every process, port and file is gone except the log and the leases in the image's directory.
 * @throws ThinsmithError, UsageError when it cannot start: no such interface, a port in use, a damaged release, a loader
 * that is not installed, another DHCP server in mode `full`
 */
export const serve = (options: ServeOptions): AsyncGenerator<ServeEvent, void> =>
  eventsOf<ServeEvent>(options.signal, async (say, signal) => {
    const cleanUp = new CleanUp();
    say(await run(options, say, signal, cleanUp).finally(() => cleanUp.run()));
  });
