import type { BootEntry, BootMenu } from "../../release/loader-files.ts";
import type { Release } from "../../release/release.ts";
import { clientKey, type Settings } from "../../settings/schema.ts";

/** Where clients reach the boot server. */
export interface Place {
  readonly address: string;
  /** Of HTTP. */
  readonly port: number;
}

/** What is given to whom: the settings' table with the releases that it leads to. */
export interface Choices {
  readonly serve: Settings["serve"];
  readonly current: Release;
  /** A newer release that only the canaries get as yet. */
  readonly canary?: Release;
  /** What the table's words for releases mean. */
  readonly named: ReadonlyMap<string, Release>;
  /** What a menu offers besides, the newest first. */
  readonly others: readonly Release[];
  /** Sentences about releases that clients would get, but that cannot be used. */
  readonly problems?: readonly string[];
}

/** A release with the kernel command line that a client gets, but for BOOTIF=. */
export interface Offer {
  readonly release: Release;
  readonly parameters: readonly string[];
}

const httpPort = 80;

/** HOST or HOST:PORT, as in a URL. */
export const authorityOf = ({ address, port }: Place): string =>
  port === httpPort ? address : `${address}:${port}`;

/** Where a release lies on the boot server, for as long as it exists: NAME/ID. */
export const pathOf = ({ manifest }: Release): string => `${manifest.name}/${manifest.id}`;

/** Paths that the release was built with lead to the release itself, by HTTP, whatever else is current by then. */
const placeWords = (release: Release, place: Place): string[] => {
  const { rootProto, homeProto, overlayProto } = release.manifest.settings.boot;
  const protocols = { rootproto: rootProto, homeproto: homeProto, overlayproto: overlayProto };
  return [
    `bootserver=${authorityOf(place)}/${pathOf(release)}`,
    ...Object.entries(protocols).flatMap(([name, protocol]) => (protocol === "http" ? [] : [`${name}=http`])),
  ];
};

type TableRow = Settings["serve"]["clients"][number];

const offer = (release: Release, place: Place, row?: TableRow): Offer => ({
  release,
  parameters: [
    ...release.manifest.bootParameters,
    ...placeWords(release, place),
    ...(row?.overlays ? [`overlays=${row.overlays.join(";")}`] : []),
    ...(row?.parameters ?? []),
  ],
});

const rowOf = ({ serve }: Choices, client: string): TableRow | undefined =>
  serve.clients.find((row) => clientKey(row.client) === client);

/** Clients that are named: in the table, or as canaries. Addresses in lower case with colons. */
export const singleClients = ({ serve, canary }: Choices): string[] => [
  ...new Set([
    ...serve.clients.map((row) => clientKey(row.client)).filter((client) => client !== "default"),
    ...(canary ? serve.canary.map(clientKey) : []),
  ]),
];

/** What a client gets. Pure. @param client a network card's address in lower case with colons, or "default" */
export const offerFor = (choices: Choices, client: string, place: Place): Offer => {
  const { serve, current, canary, named } = choices;
  const row = rowOf(choices, client) ?? rowOf(choices, "default");
  const isCanary = canary !== undefined && serve.canary.some((address) => clientKey(address) === client);
  const release = (row?.release && named.get(row.release)) || (isCanary ? canary : current);
  return offer(release, place, row);
};

/** 20261122T211403Z as 2026-11-22 21:14. */
const timeOf = (id: string): string =>
  id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ-.*$/, "$1-$2-$3 $4:$5");

const titleOf = ({ manifest }: Release): string => `${manifest.name}, ${timeOf(manifest.id)} UTC`;

/** Every release that a client may be given by any of the loaders' files, each once. */
export const offeredReleases = (choices: Choices): Release[] => {
  const { serve, current, canary, named, others } = choices;
  const all = [
    current,
    ...(canary && serve.canary.length > 0 ? [canary] : []),
    ...named.values(),
    ...(serve.menu > 0 ? others : []),
  ];
  return all.filter(
    (release, index) => all.findIndex((other) => other.directory === release.directory) === index,
  );
};

/**
 * What a client can start: its own offer first and, where a menu is asked for, the other releases and its own with a
 * debug shell. Pure.
 * @param locate where a loader finds a file of a release
 */
export const menuFor = (
  choices: Choices,
  client: string,
  place: Place,
  locate: (release: Release, file: string) => string,
): BootMenu => {
  const own = offerFor(choices, client, place);
  const entry = ({ release, parameters }: Offer, title: string): BootEntry => ({
    title,
    kernel: locate(release, "vmlinuz"),
    initrd: locate(release, "initrd.img"),
    parameters,
  });
  const title = own.release.manifest.name;
  const usual = entry(own, titleOf(own.release));
  const { menu } = choices.serve;
  if (menu === 0) return { title, entries: [usual], seconds: 0 };
  const others = offeredReleases(choices)
    .filter(({ directory }) => directory !== own.release.directory)
    .map((release) => entry(offer(release, place), titleOf(release)));
  const debug = entry(
    { ...own, parameters: [...own.parameters, "initrddebug=y"] },
    `${titleOf(own.release)}, with a debug shell`,
  );
  return { title, entries: [usual, ...others, debug], seconds: menu };
};
