import { netmaskOf, networkOf } from "../network/ipv4.ts";
import { architectures, type BootServices, httpBootUrl, ipxeUrl, leaseSeconds } from "./boot-services.ts";

/** dnsmasq's names of the client architectures. */
const pxeNames = { bios: ["x86PC"], uefi: ["X86-64_EFI", "BC_EFI"] } as const;

const kinds = ["bios", "uefi"] as const;

const tags = (services: BootServices): string[] => [
  "# iPXE identifies itself by an option of its own.",
  "dhcp-match=set:ipxe,175",
  ...kinds.flatMap((kind) =>
    architectures[kind].map((number) => `dhcp-match=set:${kind},option:client-arch,${number}`),
  ),
  ...(httpBootUrl(services) ? ["dhcp-vendorclass=set:httpboot,HTTPClient"] : []),
];

/** Clients that run iPXE already get its script. */
const scripts = (services: BootServices): string[] =>
  kinds
    .filter((kind) => services.serve[kind] === "ipxe")
    .map((kind) => `dhcp-boot=tag:ipxe,tag:${kind},${ipxeUrl(services)},,${services.subnet.address}`);

/** Tags of the clients that get the first loader. */
const beginners = (services: BootServices, kind: (typeof kinds)[number]): string =>
  services.serve[kind] === "ipxe" ? `tag:${kind},tag:!ipxe` : `tag:${kind}`;

const httpBoot = (services: BootServices): string[] => {
  const url = httpBootUrl(services);
  return url ? [`dhcp-boot=tag:httpboot,${url},,${services.subnet.address}`] : [];
};

const proxy = (services: BootServices): string[] => [
  "# The other DHCP server gives out the addresses; this one only adds what to boot.",
  `dhcp-range=${networkOf(services.subnet)},proxy,${netmaskOf(services.subnet)}`,
  `dhcp-pxe-vendor=PXEClient${httpBootUrl(services) ? ",HTTPClient" : ""}`,
  ...tags(services),
  ...kinds.flatMap((kind) =>
    pxeNames[kind].map(
      (name) => `pxe-service=${beginners(services, kind)},${name},"thinsmith",${services.loaders[kind]}`,
    ),
  ),
  ...scripts(services),
  ...httpBoot(services),
];

const full = (services: BootServices): string[] => {
  const { range, subnet, router, nameServers, loaders } = services;
  return [
    `dhcp-range=${range.from},${range.to},${netmaskOf(subnet)},${leaseSeconds}`,
    "dhcp-authoritative",
    // Without a value no router is sent; without the line dnsmasq would name itself.
    `dhcp-option=option:router${router ? `,${router}` : ""}`,
    ...(nameServers.length > 0 ? [`dhcp-option=option:dns-server,${nameServers.join(",")}`] : []),
    ...tags(services),
    ...kinds.map((kind) => `dhcp-boot=${beginners(services, kind)},${loaders[kind]},,${subnet.address}`),
    ...scripts(services),
    ...(httpBootUrl(services) ? ["dhcp-option-force=tag:httpboot,option:vendor-class,HTTPClient"] : []),
    ...httpBoot(services),
  ];
};

const modes = { proxy, full, off: () => [] };

/**
 * Configuration for dnsmasq 2.80 or newer: no DNS, DHCP as chosen, TFTP, on one interface only. Pure.
 * @param more further lines
 */
export const dnsmasqConfig = (services: BootServices, more: readonly string[] = []): string =>
  [
    "# Made by thinsmith.",
    "# No DNS. Take the line out where this dnsmasq is your DNS server, too.",
    "port=0",
    `interface=${services.interface}`,
    "except-interface=lo",
    "bind-dynamic",
    "enable-tftp",
    `tftp-root=${services.tftpRoot}`,
    ...modes[services.dhcp](services),
    ...more,
    "",
  ].join("\n");
