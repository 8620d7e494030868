import { grubConfig, ipxeScript, pxelinuxConfig } from "../../release/loader-files.ts";
import type { Release } from "../../release/release.ts";
import {
  type Assignment,
  authorityOf,
  type BootServer,
  menuFor,
  pathOf,
  singleClients,
} from "./assignment.ts";

/** The loaders' own files: contents by their paths below the roots of HTTP and of TFTP. */
export interface LoaderTexts {
  readonly http: ReadonlyMap<string, string>;
  readonly tftp: ReadonlyMap<string, string>;
}

/** What iPXE asks for first. It knows its own card; a plain web server has no script for most of them. */
const first = `#!ipxe
chain --replace clients/\${netX/mac:hexhyp}.ipxe || chain --replace clients/default.ipxe || goto failed
:failed
echo thinsmith: the boot server does not say what to start, trying again in 15 seconds
sleep 15
reboot
`;

/** 52:54:00:12:34:56 as iPXE's hexhyp and pxelinux write it. */
const hyphened = (client: string): string => client.replaceAll(":", "-");

const url = (bootServer: BootServer) => (release: Release, file: string) =>
  `http://${authorityOf(bootServer)}/${pathOf(release)}/${file}`;
const absolute = (release: Release, file: string) => `/${pathOf(release)}/${file}`;

/** GRUB has one file for all; it knows its card's address as $net_default_mac. */
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

/** The loaders' files for what clients are to get. Pure; shared by `serve` and `deploy`. */
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
