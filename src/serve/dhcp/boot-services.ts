import type { Settings } from "../../settings/schema.ts";
import { authorityOf, type BootServer } from "../assignment/assignment.ts";
import type { Loaders } from "../assignment/loaders.ts";
import type { FirmwareImage } from "../assignment/uki.ts";
import type { DhcpMode } from "../network/checks.ts";
import { nameServers, routerOn } from "../network/host-network.ts";
import type { ServingInterface } from "../network/interface.ts";
import type { Range, Subnet } from "../network/ipv4.ts";

/** What the configuration of DHCP and TFTP servers is made from. */
export interface BootServices {
  readonly interface: string;
  /** The server's own address with its network. */
  readonly subnet: Subnet;
  /** Port of HTTP. */
  readonly port: number;
  /** proxy: beside another DHCP server, which gives out the addresses. off: TFTP alone. */
  readonly dhcp: DhcpMode;
  readonly range: Range;
  readonly router?: string | undefined;
  readonly nameServers: readonly string[];
  /** Directory that TFTP serves. */
  readonly tftpRoot: string;
  readonly serve: Settings["serve"];
  readonly loaders: Loaders;
  /** With serve.uefi=uki what firmware starts in place of a loader, that of all clients first; else none. */
  readonly images: readonly FirmwareImage[];
}

/** What does not change while a network is served. */
type FixedServices = Omit<BootServices, "serve" | "loaders" | "images">;

/**
 * What is given out on an interface's network.
 * @param given `range` only where addresses are given out; a router and name servers that are left out are those of this machine
 */
export const servicesOn = async (
  { name, subnet }: ServingInterface,
  given: {
    readonly httpPort: number;
    readonly dhcp: DhcpMode;
    readonly range: Range | undefined;
    readonly router?: string | undefined;
    readonly nameServers?: readonly string[] | undefined;
  },
  tftpRoot: string,
): Promise<FixedServices> => ({
  ...{ interface: name, subnet, port: given.httpPort, dhcp: given.dhcp, tftpRoot },
  range: given.range ?? { from: subnet.address, to: subnet.address },
  router: given.router ?? (await routerOn(name)),
  nameServers: given.nameServers ?? (await nameServers()),
});

export const bootServerOf = ({ subnet, port }: Pick<BootServices, "subnet" | "port">): BootServer => ({
  address: subnet.address,
  port,
});

const siteUrl = (services: Pick<BootServices, "subnet" | "port">): string =>
  `http://${authorityOf(bootServerOf(services))}`;

/** URL of iPXE's first script. */
export const ipxeUrl = (services: Pick<BootServices, "subnet" | "port">): string =>
  `${siteUrl(services)}/boot.ipxe`;

/** What firmware is told to load first. */
export interface FirstFile {
  /** Below the root of TFTP. */
  readonly path: string;
  /** For UEFI HTTP boot (UEFI specification, 24.7), where it can start so. */
  readonly url?: string;
  /** MAC addresses, in lower case with colons, of the clients that load it; none: all that load no other. */
  readonly clients: readonly string[];
}

/** What firmware of a kind loads first; what all clients load comes first. Pure. */
export const firstFiles = (services: BootServices, kind: "bios" | "uefi"): readonly FirstFile[] => {
  const { serve, loaders, images } = services;
  const site = siteUrl(services);
  if (kind === "uefi" && serve.uefi === "uki")
    return images.map(({ path, clients }) => ({ path, url: `${site}/${path}`, clients }));
  const path = loaders[kind];
  if (path === undefined) return [];
  // The signed GRUB has no HTTP and loads no module under Secure Boot.
  const url = kind === "uefi" && serve.uefi === "ipxe" ? { url: `${site}/loaders/${path}` } : {};
  return [{ path, ...url, clients: [] }];
};

/** Client architectures of DHCP's option 93 (RFC 4578, and IANA's list of processor architecture types). */
export const architectures = { bios: [0], uefi: [7, 9] } as const;

/** Seconds that a lease lasts. */
export const leaseSeconds = 12 * 3600;
