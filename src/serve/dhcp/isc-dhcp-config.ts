import { netmaskOf, networkOf } from "../network/ipv4.ts";
import { architectures, type BootServices, httpBootUrl, ipxeUrl, leaseSeconds } from "./boot-services.ts";

/** Two bytes as dhcpd writes them: 7 is 00:07. */
const twoBytes = (number: number) => `00:${number.toString(16).padStart(2, "0")}`;

const loader = (services: BootServices, kind: "bios" | "uefi"): string => {
  const name = `filename "${services.loaders[kind]}";`;
  if (services.serve[kind] !== "ipxe") return `    ${name}`;
  return [
    '    if exists user-class and option user-class = "iPXE" {',
    `      filename "${ipxeUrl(services)}";`,
    `    } else {\n      ${name}\n    }`,
  ].join("\n");
};

/** Configuration for ISC dhcpd 4.4, which gives out addresses and names what to boot. Pure. */
export const iscDhcpConfig = (services: BootServices): string => {
  const { subnet, range, router, nameServers } = services;
  const isUefi = architectures.uefi.map((number) => `option client-arch = ${twoBytes(number)}`).join(" or ");
  const url = httpBootUrl(services);
  const httpBoot = url
    ? `  if substring(option vendor-class-identifier, 0, 10) = "HTTPClient" {
    option vendor-class-identifier "HTTPClient";
    filename "${url}";
  } els`
    : "  ";
  return `# Made by thinsmith.
option client-arch code 93 = unsigned integer 16;
authoritative;
default-lease-time ${leaseSeconds};
max-lease-time ${leaseSeconds};

subnet ${networkOf(subnet)} netmask ${netmaskOf(subnet)} {
  range ${range.from} ${range.to};
${router ? `  option routers ${router};\n` : ""}${nameServers.length > 0 ? `  option domain-name-servers ${nameServers.join(", ")};\n` : ""}  next-server ${subnet.address};
${httpBoot}if ${isUefi} {
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
