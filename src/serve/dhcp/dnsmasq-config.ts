import { netmaskOf, networkOf } from "../network/ipv4.ts";
import {
  architectures,
  type BootServices,
  type FirstFile,
  firstFiles,
  ipxeUrl,
  leaseSeconds,
} from "./boot-services.ts";

/** dnsmasq's names of the client architectures. */
const pxeNames = { bios: ["x86PC"], uefi: ["X86-64_EFI", "BC_EFI"] } as const;

const kinds = ["bios", "uefi"] as const;

/** Tag of the clients that load a file which not all load; @param index its place among the first files */
const ownTag = (index: number) => `file${index}`;

/** First files, each with the tags, beside others, of the clients that load it. */
const chosen = (services: BootServices, kind: (typeof kinds)[number]): (FirstFile & { tags: string[] })[] => {
  const files = firstFiles(services, kind);
  const others = files.flatMap(({ clients }, index) => (clients.length > 0 ? [`tag:!${ownTag(index)}`] : []));
  return files.map((file, index) => ({
    ...file,
    tags: file.clients.length > 0 ? [`tag:${ownTag(index)}`] : others,
  }));
};

const doesHttpBoot = (services: BootServices): boolean =>
  firstFiles(services, "uefi").some(({ url }) => url !== undefined);

/** Lines that give clients their tags. */
const tagging = (services: BootServices): string[] => [
  "# iPXE identifies itself by an option of its own.",
  "dhcp-match=set:ipxe,175",
  ...kinds.flatMap((kind) =>
    architectures[kind].map((number) => `dhcp-match=set:${kind},option:client-arch,${number}`),
  ),
  ...(doesHttpBoot(services) ? ["dhcp-vendorclass=set:httpboot,HTTPClient"] : []),
  ...firstFiles(services, "uefi").flatMap(({ clients }, index) =>
    clients.map((client) => `dhcp-mac=set:${ownTag(index)},${client}`),
  ),
];

/** Clients that run iPXE already get its script. */
const scripts = (services: BootServices): string[] =>
  kinds
    .filter((kind) => services.serve[kind] === "ipxe")
    .map((kind) => `dhcp-boot=tag:ipxe,tag:${kind},${ipxeUrl(services)},,${services.subnet.address}`);

/** The first files with all tags of the clients that load them by TFTP. */
const beginners = (services: BootServices, kind: (typeof kinds)[number]) => {
  const begins = services.serve[kind] === "ipxe" ? [`tag:${kind}`, "tag:!ipxe"] : [`tag:${kind}`];
  return chosen(services, kind).map(({ path, tags }) => ({ path, tags: [...begins, ...tags].join(",") }));
};

const httpBoot = (services: BootServices): string[] =>
  chosen(services, "uefi").flatMap(({ url, tags }) =>
    url === undefined
      ? []
      : [`dhcp-boot=${["tag:httpboot", ...tags].join(",")},${url},,${services.subnet.address}`],
  );

const proxy = (services: BootServices): string[] => [
  "# The other DHCP server gives out the addresses; this one only adds what to boot.",
  `dhcp-range=${networkOf(services.subnet)},proxy,${netmaskOf(services.subnet)}`,
  `dhcp-pxe-vendor=PXEClient${doesHttpBoot(services) ? ",HTTPClient" : ""}`,
  ...tagging(services),
  ...kinds.flatMap((kind) =>
    pxeNames[kind].flatMap((name) =>
      beginners(services, kind).map(({ path, tags }) => `pxe-service=${tags},${name},"thinsmith",${path}`),
    ),
  ),
  ...scripts(services),
  ...httpBoot(services),
];

const full = (services: BootServices): string[] => {
  const { range, subnet, router, nameServers } = services;
  return [
    `dhcp-range=${range.from},${range.to},${netmaskOf(subnet)},${leaseSeconds}`,
    "dhcp-authoritative",
    // Without a value no router is sent; without the line dnsmasq would name itself.
    `dhcp-option=option:router${router ? `,${router}` : ""}`,
    ...(nameServers.length > 0 ? [`dhcp-option=option:dns-server,${nameServers.join(",")}`] : []),
    ...tagging(services),
    ...kinds.flatMap((kind) =>
      beginners(services, kind).map(({ path, tags }) => `dhcp-boot=${tags},${path},,${subnet.address}`),
    ),
    ...scripts(services),
    ...(doesHttpBoot(services) ? ["dhcp-option-force=tag:httpboot,option:vendor-class,HTTPClient"] : []),
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
