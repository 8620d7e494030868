import prettyBytes from "pretty-bytes";
import { assignedReleases, authorityOf, pathOf } from "../../serve/assignment/assignment.ts";
import { findLoaders } from "../../serve/assignment/loaders.ts";
import { findServedImage, readAssignment } from "../../serve/assignment/releases.ts";
import { firmwareImages } from "../../serve/assignment/uki.ts";
import { ukiRemarks } from "../../serve/assignment/uki-remarks.ts";
import { deploy } from "../../serve/deploy/deploy.ts";
import { ipxeUrl } from "../../serve/dhcp/boot-services.ts";
import { checkRange } from "../../serve/network/checks.ts";
import { nameServers, routerOn } from "../../serve/network/host-network.ts";
import { isPlainName, listInterfaces, type NetworkInterface } from "../../serve/network/interface.ts";
import { parseSubnet, type Subnet } from "../../serve/network/ipv4.ts";
import { UsageError } from "../../system/errors.ts";
import type { deploy as declaration } from "../deploy.ts";
import type { OptionsOf } from "../options.ts";
import { installMissing } from "./install-missing.ts";
import { adjustment, loaderPurposes } from "./serve.ts";

type DeployCommandOptions = OptionsOf<typeof declaration>;

interface ServerPlace {
  readonly name: string;
  readonly subnet: Subnet;
}

/** This machine's own way out, for a server that is this machine. */
const ownPlace = async (name: string | undefined): Promise<ServerPlace> => {
  const candidates = (await listInterfaces()).filter(
    (one): one is NetworkInterface & { subnet: Subnet } => !one.loopback && one.subnet !== undefined,
  );
  if (name !== undefined) {
    const named = candidates.find((one) => one.name === name);
    if (named) return named;
    throw new UsageError(
      `This machine has no interface ${name} with an address, so the server's address is not known.`,
      "Give it: --address 192.168.10.254/24",
    );
  }
  for (const one of candidates) if (await routerOn(one.name)) return one;
  const first = candidates[0];
  if (first) return first;
  throw new UsageError(
    "The server's address is not known.",
    "Give it: --address 192.168.10.254/24 --interface eth0",
  );
};

const placeFor = async ({ address, interface: name }: DeployCommandOptions): Promise<ServerPlace> => {
  if (name !== undefined && !isPlainName(name))
    throw new UsageError(`"${name}" is no name of a network interface.`);
  if (address === undefined) return ownPlace(name);
  const subnet = parseSubnet(address);
  if (!subnet)
    throw new UsageError(`${address} is no address with its network.`, "Such as --address 192.168.10.254/24");
  return { name: name ?? "eth0", subnet };
};

const demandRoot = (root: string): string => {
  if (/^(?!.*\/\.\.?(\/|$))(\/[A-Za-z0-9_.-]+)+$/.test(root)) return root;
  throw new UsageError(
    `The folder cannot lie in ${root} on the server.`,
    "Use an absolute path of letters, digits and - _ . such as --root /srv/thinsmith",
  );
};

/** `thinsmith deploy`: a folder to copy to a server. */
export const deployCommand = async (directory: string, options: DeployCommandOptions): Promise<void> => {
  const isc = options.server === "isc-dhcp+tftpd";
  const dhcp = options.dhcp ?? (isc ? "full" : "proxy");
  if (isc && dhcp !== "full")
    throw new UsageError(
      `ISC dhcpd gives addresses; it cannot do --dhcp ${dhcp}.`,
      "Use --server dnsmasq for that.",
    );
  const root = demandRoot(options.root);
  const place = await placeFor(options);
  const range = checkRange(options.range, place);
  const adjust = await adjustment(options);
  const image = await findServedImage(options.release, options.output);
  const assignment = await readAssignment(image, adjust, options.key);
  for (const problem of assignment.problems ?? []) process.stderr.write(`thinsmith: ${problem}\n`);
  const images = firmwareImages(assignment);
  const bootServer = { address: place.subnet.address, port: options.httpPort };
  for (const { message, remedy } of ukiRemarks(assignment, bootServer, dhcp))
    process.stderr.write(`thinsmith: ${[message, remedy].filter(Boolean).join(" ")}\n`);
  await installMissing(loaderPurposes(assignment.serve), options.yes === true);
  const own = options.address === undefined;
  const services = {
    ...{ interface: place.name, subnet: place.subnet, port: options.httpPort, dhcp, range },
    router: options.router ?? (own ? await routerOn(place.name) : undefined),
    nameServers: options.dns.length > 0 || !own ? options.dns : await nameServers(),
    ...{ tftpRoot: `${root}/tftp`, serve: assignment.serve },
    loaders: await findLoaders(assignment.serve),
    images,
  };
  await deploy(directory, { server: options.server, services, assignment, root });
  const bytes = assignedReleases(assignment)
    .flatMap(({ manifest }) => manifest.files)
    .reduce((sum, { size }) => sum + size, 0);
  process.stdout.write(
    `${directory} is for the server ${place.subnet.address} (${place.name}), which is to have it in ${root}\n` +
      `  clients get    ${pathOf(assignment.current)}, ${prettyBytes(bytes)} in all\n` +
      `  loaders begin  ${ipxeUrl(services)}\n` +
      images.map(({ path }) => `  UEFI starts    http://${authorityOf(bootServer)}/${path}\n`).join("") +
      `  what to do     ${directory}/README\n` +
      (own ? "  another server: --address ADDRESS/PREFIX --interface NAME\n" : ""),
  );
};
