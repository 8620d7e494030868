import { join } from "node:path";
import { grubConfig, ipxeScript, pxelinuxConfig } from "../../release/files/loader-files.ts";
import { type Release, ukiFile } from "../../release/release.ts";
import type { Contents } from "../public-files.ts";
import {
  type Assignment,
  assignedReleases,
  authorityOf,
  type BootServer,
  menuFor,
  pathOf,
  singleClients,
} from "./assignment.ts";
import type { Loaders } from "./loaders.ts";
import { firmwareImages } from "./uki.ts";

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

/** Whether clients with UEFI start by GRUB, which has all but its loader from here. */
const usesGrub = ({ serve: { uefi } }: Assignment): boolean => uefi === "grub" || uefi === "shim";

/** The loaders' files for an assignment. Pure; shared by `serve` and `deploy`. */
export const loaderTexts = (assignment: Assignment, bootServer: BootServer): LoaderTexts => {
  const { bios } = assignment.serve;
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
      ...(usesGrub(assignment)
        ? [["grub/grub.cfg", grubTree(assignment, bootServer)] as [string, string]]
        : []),
    ]),
  };
};

/**
 * All files below the root of TFTP, by their paths: the loaders, kernels for GRUB, which has no HTTP, what firmware starts
 * itself, and texts. Pure.
 * @throws ThinsmithError where firmware is to start a release that has nothing for it
 */
export const tftpFiles = (
  assignment: Assignment,
  loaders: Loaders,
  { tftp }: LoaderTexts,
): ReadonlyMap<string, Contents> => {
  const releases = usesGrub(assignment) ? assignedReleases(assignment) : [];
  const kernels = releases.flatMap((release) =>
    ["vmlinuz", "initrd.img"].map((file): [string, Contents] => [
      `${pathOf(release)}/${file}`,
      { copyOf: join(release.directory, file) },
    ]),
  );
  const images = firmwareImages(assignment).map(({ release, path }): [string, Contents] => [
    path,
    { copyOf: join(release.directory, ukiFile) },
  ]);
  return new Map<string, Contents>([
    ...[...loaders.files].map(([name, path]): [string, Contents] => [name, { copyOf: path }]),
    ...[...kernels, ...images],
    ...[...tftp].map(([path, text]): [string, Contents] => [path, { text }]),
  ]);
};
