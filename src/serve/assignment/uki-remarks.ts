import { hasUki, type Release, ukiFile } from "../../release/release.ts";
import type { DhcpMode } from "../network/checks.ts";
import { problem, type Remark } from "../remark.ts";
import {
  type Assignment,
  authorityOf,
  type BootServer,
  httpPort,
  releaseFor,
  singleClients,
} from "./assignment.ts";
import { clientRemarks } from "./client-remarks.ts";
import { firmwareImages } from "./uki.ts";

const listed = (releases: readonly Release[]): string =>
  [...new Set(releases.map(({ manifest }) => manifest.id))].join(", ");

/** Single clients whose release firmware cannot start. */
const withoutImage = (assignment: Assignment): Remark[] => {
  const usual = releaseFor(assignment, "default");
  const lacking = new Map<Release, string[]>();
  for (const client of singleClients(assignment)) {
    const release = releaseFor(assignment, client);
    if (!hasUki(release)) lacking.set(release, [...(lacking.get(release) ?? []), client]);
  }
  return [...lacking].map(([{ manifest }, clients]) =>
    problem(
      `The release ${manifest.id} of ${manifest.name}, for ${clients.join(", ")}, has no ${ukiFile}: with UEFI they get ${usual.manifest.id}.`,
      "Build it with boot.uki=true.",
    ),
  );
};

/** Settings of a release whose address is a path on the boot server, with the protocol by which it is fetched. */
const pathsOf = ({ manifest }: Release): { readonly name: string; readonly protocol: string }[] => {
  const { rootUrl, homeUrl, overlays, rootProto, homeProto, overlayProto } = manifest.settings.boot;
  const isPath = (addresses: string) => !addresses.split("|").some((address) => address.includes("://"));
  return [
    ...(isPath(rootUrl) ? [{ name: "root", protocol: rootProto }] : []),
    ...(homeUrl !== null && isPath(homeUrl) ? [{ name: "home", protocol: homeProto }] : []),
    ...(overlays.some(isPath) ? [{ name: "overlay", protocol: overlayProto }] : []),
  ];
};

/** Why a client that a loader has told nothing does not find this server, if it does not. */
const whyLost = ({ port }: BootServer, dhcp: DhcpMode): string | undefined => {
  if (port !== httpPort) return `they ask port ${httpPort} of the server, but this one has port ${port}`;
  return dhcp === "proxy"
    ? "they ask the server that the network's DHCP server names (next-server)"
    : undefined;
};

/** Releases whose clients do not find the rest of their files. */
const withoutServer = (releases: readonly Release[], bootServer: BootServer, dhcp: DhcpMode): Remark[] => {
  const why = whyLost(bootServer, dhcp);
  const lost = releases.filter(
    (release) => !release.manifest.settings.boot.server && pathsOf(release).length > 0,
  );
  if (why === undefined || lost.length === 0) return [];
  const otherwise =
    bootServer.port === httpPort
      ? `set next-server to ${bootServer.address} there, or use --dhcp full`
      : `use --http-port ${httpPort}`;
  return [
    problem(
      `Clients that start ${ukiFile} of ${listed(lost)} may not find this server: ${why}, since boot.server is not set.`,
      `Build with boot.server=${authorityOf(bootServer)}, or ${otherwise}.`,
    ),
  ];
};

/** Releases whose clients would ask for a file by TFTP that is given out by HTTP alone. */
const withoutTftp = (releases: readonly Release[]): Remark[] =>
  releases.flatMap((release): Remark[] => {
    const names = pathsOf(release).flatMap(({ name, protocol }) =>
      protocol === "tftp" ? [`boot.${name}Proto`] : [],
    );
    if (names.length === 0) return [];
    return [
      problem(
        `Clients that start ${ukiFile} of ${release.manifest.id} ask by TFTP (${names.join(", ")}) for what is given out by HTTP alone.`,
        `Build with ${names.map((name) => `${name}=http`).join(" ")}.`,
      ),
    ];
  });

/**
 * What does not work for single clients, and for those that start thinsmith.efi or a locked image, and what is different for
 * the latter. Pure.
 * @throws ThinsmithError where the release of all clients has none
 */
export const ukiRemarks = (assignment: Assignment, bootServer: BootServer, dhcp: DhcpMode): Remark[] => {
  const releases = firmwareImages(assignment).map(({ release }) => release);
  if (releases.length === 0) return clientRemarks(assignment);
  const menu: Remark = {
    kind: "note",
    message: `serve.menu is for a BIOS: firmware with UEFI starts ${ukiFile} without a menu.`,
  };
  return [
    ...withoutImage(assignment),
    ...clientRemarks(assignment),
    ...withoutServer(releases, bootServer, dhcp),
    ...withoutTftp(releases),
    ...(assignment.serve.menu > 0 ? [menu] : []),
  ];
};
