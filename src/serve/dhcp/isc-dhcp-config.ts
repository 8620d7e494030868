import { netmaskOf, networkOf } from "../network/ipv4.ts";
import {
  architectures,
  type BootServices,
  type FirstFile,
  firstFiles,
  ipxeUrl,
  leaseSeconds,
} from "./boot-services.ts";

/** Two bytes as dhcpd writes them: 7 is 00:07. */
const twoBytes = (number: number) => `00:${number.toString(16).padStart(2, "0")}`;

/** Whether a client is one of these; 01 is Ethernet. */
const isOneOf = (clients: readonly string[]): string =>
  clients.map((client) => `hardware = 01:${client}`).join(" or ");

/** The file of each client, in lines that begin with `by`. @param named what the file is called for this way of loading */
const filenames = (files: readonly FirstFile[], named: (file: FirstFile) => string, by: string): string[] => {
  const line = (file: FirstFile) => `filename "${named(file)}";`;
  const own = files.filter(({ clients }) => clients.length > 0);
  const usual = files.filter(({ clients }) => clients.length === 0).map(line);
  if (own.length === 0) return usual.map((one) => `${by}${one}`);
  return [
    ...own.flatMap((file, index) => [
      `${by}${index === 0 ? "if" : "} elsif"} ${isOneOf(file.clients)} {`,
      `${by}  ${line(file)}`,
    ]),
    `${by}} else {`,
    ...usual.map((one) => `${by}  ${one}`),
    `${by}}`,
  ];
};

const loader = (services: BootServices, kind: "bios" | "uefi"): string => {
  const lines = (by: string) => filenames(firstFiles(services, kind), ({ path }) => path, by).join("\n");
  if (services.serve[kind] !== "ipxe") return lines("    ");
  return [
    '    if exists user-class and option user-class = "iPXE" {',
    `      filename "${ipxeUrl(services)}";`,
    `    } else {\n${lines("      ")}\n    }`,
  ].join("\n");
};

/** What UEFI HTTP boot loads, up to the `if` for all others. */
const httpBoot = (services: BootServices): string => {
  const files = firstFiles(services, "uefi").filter(({ url }) => url !== undefined);
  if (files.length === 0) return "  ";
  return `  if substring(option vendor-class-identifier, 0, 10) = "HTTPClient" {
    option vendor-class-identifier "HTTPClient";
${filenames(files, ({ url }) => url ?? "", "    ").join("\n")}
  } els`;
};

/** Configuration for ISC dhcpd 4.4, which gives out addresses and names what to boot. Pure. */
export const iscDhcpConfig = (services: BootServices): string => {
  const { subnet, range, router, nameServers } = services;
  const isUefi = architectures.uefi.map((number) => `option client-arch = ${twoBytes(number)}`).join(" or ");
  return `# Made by thinsmith.
option client-arch code 93 = unsigned integer 16;
authoritative;
default-lease-time ${leaseSeconds};
max-lease-time ${leaseSeconds};

subnet ${networkOf(subnet)} netmask ${netmaskOf(subnet)} {
  range ${range.from} ${range.to};
${router ? `  option routers ${router};\n` : ""}${nameServers.length > 0 ? `  option domain-name-servers ${nameServers.join(", ")};\n` : ""}  next-server ${subnet.address};
${httpBoot(services)}if ${isUefi} {
${loader(services, "uefi")}
  } else {
${loader(services, "bios")}
  }
}
`;
};

/** /etc/default/tftpd-hpa, for TFTP on the same server. Pure. */
export const tftpdConfig = ({ subnet, tftpRoot }: BootServices): string => `# Made by thinsmith.
TFTP_USERNAME="tftp"
TFTP_DIRECTORY="${tftpRoot}"
TFTP_ADDRESS="${subnet.address}:69"
TFTP_OPTIONS="--secure"
`;
