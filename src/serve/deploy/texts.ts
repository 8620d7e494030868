import { isIPv4 } from "node:net";
import { hostName } from "../../grammar/grammar.ts";
import { type Assignment, assignedReleases, pathOf } from "../assignment/assignment.ts";
import type { BootServices } from "../dhcp/boot-services.ts";
import { dnsmasqConfig } from "../dhcp/dnsmasq-config.ts";
import { iscDhcpConfig, tftpdConfig } from "../dhcp/isc-dhcp-config.ts";
import { nginxSite } from "../http/nginx-config.ts";
import { reportPathOf } from "../http/site-index.ts";

export type DeployedServer = "dnsmasq" | "isc-dhcp+tftpd";

/** What a server's folder is made from. */
export interface Deployment {
  readonly server: DeployedServer;
  readonly services: BootServices;
  readonly assignment: Assignment;
  /** Path of the folder on the server. */
  readonly root: string;
}

/** Host names that clients use, which the network's DNS has to resolve. Pure. */
export const namesIn = (assignment: Assignment): string[] => {
  const names = assignedReleases(assignment).flatMap((release) => {
    const { boot, client } = release.manifest.settings;
    const addresses = [
      ...boot.rootUrl.split("|"),
      ...(boot.homeUrl?.split("|") ?? []),
      ...boot.overlays,
      ...(boot.reportUrl ? [boot.reportUrl] : []),
      ...assignment.serve.clients.flatMap(({ overlays }) => overlays ?? []),
    ];
    const hosts = addresses.flatMap((address) => /^[a-z]+:\/\/([^/:[\]]+)/.exec(address)?.[1] ?? []);
    return [
      ...hosts,
      ...(boot.server ? boot.server.split(":").slice(0, 1) : []),
      ...client.ntpServers,
      ...client.rdpServers.map(({ host }) => host),
    ];
  });
  return [...new Set(names)].filter((name) => !isIPv4(name) && hostName.safeParse(name).success).sort();
};

const configured: Record<DeployedServer, (services: BootServices) => Record<string, string>> = {
  dnsmasq: (services) => ({ "dnsmasq.conf": dnsmasqConfig(services) }),
  "isc-dhcp+tftpd": (services) => ({
    "dhcpd.conf": iscDhcpConfig(services),
    "tftpd-hpa": tftpdConfig(services),
  }),
};

/** Packages to install, and commands that make the servers use the folder. */
const steps: Record<DeployedServer, (root: string) => readonly [string, string]> = {
  dnsmasq: (root) => [
    "apt-get install dnsmasq nginx-light",
    `ln -sf ${root}/dnsmasq.conf /etc/dnsmasq.d/thinsmith.conf; ln -sf ${root}/nginx.conf /etc/nginx/sites-enabled/thinsmith; systemctl restart dnsmasq nginx`,
  ],
  "isc-dhcp+tftpd": (root) => [
    "apt-get install isc-dhcp-server tftpd-hpa nginx-light",
    `cp ${root}/dhcpd.conf /etc/dhcp/dhcpd.conf; cp ${root}/tftpd-hpa /etc/default/tftpd-hpa; ln -sf ${root}/nginx.conf /etc/nginx/sites-enabled/thinsmith; systemctl restart isc-dhcp-server tftpd-hpa nginx`,
  ],
};

const readme = ({ server, services, assignment, root }: Deployment): string => {
  const [packages, commands] = steps[server](root);
  const { subnet } = services;
  return `1. Copy this folder: rsync -a --delete ./ root@${subnet.address}:${root}/    (clients get ${pathOf(assignment.current)})
2. On the server, once: ${packages}
3. On the server, after each copy: ${commands}
4. Check it: sh ${root}/check
5. If a client does not start: docs/DEPLOY.md of thinsmith. Reports of clients that cannot start: /var/log/nginx/thinsmith-reports.log
`;
};

/**
 * The text files of a server's folder, by path: configuration, a README of five lines, values for the check script.
 * Pure.
 */
export const deployedTexts = (deployment: Deployment): Record<string, string> => {
  const { server, services, assignment, root } = deployment;
  const { subnet, port, interface: name } = services;
  const reportPath = reportPathOf(assignment.current);
  const facts = {
    ...{ root, address: subnet.address, port, interface: name, server },
    ...{ release: pathOf(assignment.current), names: namesIn(assignment).join(" ") },
  };
  return {
    ...configured[server](services),
    "nginx.conf": nginxSite({
      ...{ address: subnet.address, port, root, release: pathOf(assignment.current) },
      ...(reportPath === undefined ? {} : { reportPath }),
    }),
    // No value contains a quote: the grammars exclude it.
    "deployment.conf": Object.entries(facts)
      .map(([key, value]) => `${key}='${value}'\n`)
      .join(""),
    README: readme(deployment),
  };
};
