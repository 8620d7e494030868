import type { Settings } from "../../settings/schema.ts";
import { authorityOf, type BootServer } from "../assignment/assignment.ts";
import type { Loaders } from "../assignment/loaders.ts";
import type { DhcpMode } from "../network/checks.ts";
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
}

export const bootServerOf = ({ subnet, port }: Pick<BootServices, "subnet" | "port">): BootServer => ({
  address: subnet.address,
  port,
});

/** URL of iPXE's first script. */
export const ipxeUrl = (services: Pick<BootServices, "subnet" | "port">): string =>
  `http://${authorityOf(bootServerOf(services))}/boot.ipxe`;

/**
 * URL for UEFI HTTP boot (UEFI specification, 24.7); only for iPXE: the signed GRUB has no HTTP and loads no module under
 * Secure Boot.
 */
export const httpBootUrl = (services: BootServices): string | undefined =>
  services.serve.uefi === "ipxe"
    ? `http://${authorityOf(bootServerOf(services))}/loaders/${services.loaders.uefi}`
    : undefined;

/** Client architectures of DHCP's option 93 (RFC 4578, and IANA's list of processor architecture types). */
export const architectures = { bios: [0], uefi: [7, 9] } as const;

/** Seconds that a lease lasts. */
export const leaseSeconds = 12 * 3600;
