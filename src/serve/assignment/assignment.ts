import type { BootEntry, BootMenu } from "../../release/files/loader-files.ts";
import type { Release } from "../../release/release.ts";
import { clientKey, type Settings } from "../../settings/schema.ts";
import type { ClientFiles } from "../../trust/client-file/read.ts";
import { wordsOf } from "../../trust/client-file/rows.ts";

/** Address at which clients reach the boot server. */
export interface BootServer {
  readonly address: string;
  /** Port of HTTP. */
  readonly port: number;
}

/** Which release each client gets: the settings `serve.*` with the releases that they name. */
export interface Assignment {
  readonly serve: Settings["serve"];
  readonly current: Release;
  /** A newer release that only the clients in `serve.canary` get. */
  readonly canary?: Release;
  /** Releases that `serve.clients` names, by these names. */
  readonly named: ReadonlyMap<string, Release>;
  /** Further releases in a menu, the newest first. */
  readonly others: readonly Release[];
  /** Signed files of single clients, by the directories of the releases that have them. */
  readonly clientFiles?: ReadonlyMap<string, ClientFiles>;
  /** Sentences about releases and files that clients would get, but that cannot be used. */
  readonly problems?: readonly string[];
}

/** What one client boots: a release and the kernel command line without BOOTIF=. */
interface ClientBoot {
  readonly release: Release;
  readonly parameters: readonly string[];
}

/** The port that clients ask where none is named. */
export const httpPort = 80;

/** HOST or HOST:PORT, as in a URL. */
export const authorityOf = ({ address, port }: BootServer): string =>
  port === httpPort ? address : `${address}:${port}`;

/** Path of a release on the boot server: NAME/ID. It never changes. */
export const pathOf = ({ manifest }: Release): string => `${manifest.name}/${manifest.id}`;

/** Boot parameters that make the paths in a release lead to this release over HTTP, also when it is no longer current. */
const bootServerParameters = (release: Release, bootServer: BootServer): string[] => {
  const { rootProto, homeProto, overlayProto } = release.manifest.settings.boot;
  const protocols = { rootproto: rootProto, homeproto: homeProto, overlayproto: overlayProto };
  return [
    `bootserver=${authorityOf(bootServer)}/${pathOf(release)}`,
    ...Object.entries(protocols).flatMap(([name, protocol]) => (protocol === "http" ? [] : [`${name}=http`])),
  ];
};

type TableRow = Settings["serve"]["clients"][number];

const bootOf = (release: Release, bootServer: BootServer, row?: TableRow): ClientBoot => ({
  release,
  parameters: [
    ...release.manifest.bootParameters,
    ...bootServerParameters(release, bootServer),
    ...(row ? wordsOf(row) : []),
  ],
});

const rowOf = ({ serve }: Assignment, client: string): TableRow | undefined =>
  serve.clients.find((row) => clientKey(row.client) === client);

/** Clients that `serve.clients` or `serve.canary` names, in lower case with colons. */
export const singleClients = ({ serve, canary }: Assignment): string[] => [
  ...new Set([
    ...serve.clients.map((row) => clientKey(row.client)).filter((client) => client !== "default"),
    ...(canary ? serve.canary.map(clientKey) : []),
  ]),
];

const rowFor = (assignment: Assignment, client: string): TableRow | undefined =>
  rowOf(assignment, client) ?? rowOf(assignment, "default");

/** The release that a client gets. Pure. @param client MAC address in lower case with colons, or "default" */
export const releaseFor = (assignment: Assignment, client: string): Release => {
  const { serve, current, canary, named } = assignment;
  const row = rowFor(assignment, client);
  const isCanary = canary !== undefined && serve.canary.some((address) => clientKey(address) === client);
  return (row?.release && named.get(row.release)) || (isCanary ? canary : current);
};

/** Rows of `serve.clients` whose clients get a release, or get it once it is promoted. Pure. */
export const rowsOf = ({ serve, current, canary, named }: Assignment, { directory }: Release) =>
  serve.clients.filter(({ release }) =>
    (release === null ? [current, canary] : [named.get(release)]).some((one) => one?.directory === directory),
  );

/** Bytes of a release's signed files of single clients, by their paths in it. */
export const clientFilesOf = ({ clientFiles }: Assignment, { directory }: Release) =>
  clientFiles?.get(directory)?.contents;

/** What a client boots by a loader. Pure. @param client MAC address in lower case with colons, or "default" */
export const bootFor = (assignment: Assignment, client: string, bootServer: BootServer): ClientBoot =>
  bootOf(releaseFor(assignment, client), bootServer, rowFor(assignment, client));

/** 20261122T211403Z as 2026-11-22 21:14. */
const timeOf = (id: string): string =>
  id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ-.*$/, "$1-$2-$3 $4:$5");

const titleOf = ({ manifest }: Release): string => `${manifest.name}, ${timeOf(manifest.id)} UTC`;

/** Releases in their order, the first of each directory. Pure. */
export const eachOnce = (releases: readonly Release[]): Release[] =>
  releases.filter(
    ({ directory }, index) => releases.findIndex((other) => other.directory === directory) === index,
  );

/** Every release that the loaders' files name, each once. */
export const assignedReleases = (assignment: Assignment): Release[] => {
  const { serve, current, canary, named, others } = assignment;
  return eachOnce([
    current,
    ...(canary && serve.canary.length > 0 ? [canary] : []),
    ...named.values(),
    ...(serve.menu > 0 ? others : []),
  ]);
};

/**
 * The boot menu of a client: its own release first; if the settings ask for a menu, the other releases too, and its own
 * with a debug shell. Pure.
 * @param locate path or URL of a release's file for the loader
 */
export const menuFor = (
  assignment: Assignment,
  client: string,
  bootServer: BootServer,
  locate: (release: Release, file: string) => string,
): BootMenu => {
  const own = bootFor(assignment, client, bootServer);
  const entry = ({ release, parameters }: ClientBoot, title: string): BootEntry => ({
    title,
    kernel: locate(release, "vmlinuz"),
    initrd: locate(release, "initrd.img"),
    parameters,
  });
  const title = own.release.manifest.name;
  const usual = entry(own, titleOf(own.release));
  const { menu } = assignment.serve;
  if (menu === 0) return { title, entries: [usual], seconds: 0 };
  const others = assignedReleases(assignment)
    .filter(({ directory }) => directory !== own.release.directory)
    .map((release) => entry(bootOf(release, bootServer), titleOf(release)));
  const debug = entry(
    { ...own, parameters: [...own.parameters, "initrddebug=y"] },
    `${titleOf(own.release)}, with a debug shell`,
  );
  return { title, entries: [usual, ...others, debug], seconds: menu };
};
