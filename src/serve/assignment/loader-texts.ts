import { grubConfig, ipxeScript, pxelinuxConfig } from "../../release/loader-files.ts";
import type { Release } from "../../release/release.ts";
import {
  type Assignment,
  assignedReleases,
  authorityOf,
  type BootServer,
  menuFor,
  pathOf,
  singleClients,
} from "./assignment.ts";

/** Configuration files of the loaders: contents by their paths below the roots of HTTP and of TFTP. */
interface LoaderTexts {
  readonly http: ReadonlyMap<string, string>;
  readonly tftp: ReadonlyMap<string, string>;
}

/** The first script of iPXE, which inserts the address of its own card. Most clients have no script of their own. */
const first = `#!ipxe
chain --replace clients/\${netX/mac:hexhyp}.ipxe || chain --replace clients/default.ipxe || goto failed
:failed
echo thinsmith: the boot server has no script for this client, trying again in 15 seconds
sleep 15
reboot
`;

/** 52:54:00:12:34:56 as iPXE's hexhyp and pxelinux write it. */
const hyphened = (client: string): string => client.replaceAll(":", "-");

const url = (bootServer: BootServer) => (release: Release, file: string) =>
  `http://${authorityOf(bootServer)}/${pathOf(release)}/${file}`;
const absolute = (release: Release, file: string) => `/${pathOf(release)}/${file}`;

/** One file for all clients: GRUB has the address of its card in $net_default_mac. */
const grubTree = (assignment: Assignment, bootServer: BootServer): string => {
  const configFor = (client: string) => grubConfig(menuFor(assignment, client, bootServer, absolute));
  const clients = singleClients(assignment);
  if (clients.length === 0) return configFor("default");
  const cases = clients.map(
    (client, index) =>
      `${index === 0 ? "if" : "elif"} [ "$net_default_mac" = "${client}" ]; then\n${configFor(client)}`,
  );
  return `${cases.join("")}else\n${configFor("default")}fi\n`;
};

/** Files of a release that GRUB, which has no HTTP, loads over TFTP. */
export const kernelFiles = ["vmlinuz", "initrd.img"] as const;

/** Releases whose kernel a client may load over TFTP. Pure. */
export const releasesOverTftp = (assignment: Assignment): Release[] =>
  assignment.serve.uefi === "ipxe" ? [] : assignedReleases(assignment);

/** The loaders' files for an assignment. Pure; shared by `serve` and `deploy`. */
export const loaderTexts = (assignment: Assignment, bootServer: BootServer): LoaderTexts => {
  const { bios, uefi } = assignment.serve;
  const clients = ["default", ...singleClients(assignment)];
  const ipxe = clients.map((client): [string, string] => [
    `clients/${hyphened(client)}.ipxe`,
    ipxeScript(menuFor(assignment, client, bootServer, absolute)),
  ]);
  const pxelinux = clients.map((client): [string, string] => [
    `pxelinux.cfg/${client === "default" ? client : `01-${hyphened(client)}`}`,
    pxelinuxConfig(menuFor(assignment, client, bootServer, url(bootServer))),
  ]);
  return {
    http: new Map([["boot.ipxe", first], ...ipxe]),
    tftp: new Map([
      ...(bios === "pxelinux" ? pxelinux : []),
      ...(uefi === "ipxe" ? [] : [["grub/grub.cfg", grubTree(assignment, bootServer)] as [string, string]]),
    ]),
  };
};
