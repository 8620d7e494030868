import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import type { ServingInterface } from "../network/interface.ts";
import { problem, type Remark } from "../remark.ts";
import type { Reply } from "./packet.ts";
import { askDhcp } from "./probe.ts";

/** dnsmasq checks for 3 seconds that an address is free before it offers it. */
const probeSeconds = 6;

const givesAddresses = ({ offered }: Reply) => offered !== "0.0.0.0";

/**
 * Another DHCP server that answers on an interface's network; undefined where there is none.
 * @throws Error of the system when the DHCP client's port is in use
 */
export const otherServer = async (
  { subnet, mac }: ServingInterface,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const isOther = (reply: Reply) => givesAddresses(reply) && reply.server !== subnet.address;
  const { address } = subnet;
  const replies = await askDhcp({ address, mac, seconds: probeSeconds, signal, enough: isOther });
  return replies.find(isOther)?.server;
};

/** @throws ThinsmithError where another DHCP server answers on the interface's network */
export const checkNoOtherServer = async (
  network: ServingInterface,
  signal: AbortSignal,
  onProblem: (message: string) => void,
): Promise<void> => {
  const other = await otherServer(network, signal).catch((error: Error) => {
    onProblem(`The check for another DHCP server failed: ${error.message}`);
    return undefined;
  });
  if (other === undefined) return;
  throw new ThinsmithError(`Another DHCP server answers on ${network.name}: ${other}.`, {
    remedy: "Two servers would give out the same addresses. Use --dhcp proxy beside it, or switch it off.",
  });
};

/** Problems of --dhcp proxy on this network, from the answers of DHCP servers. Pure. */
export const proxyRemarks = (
  replies: readonly Reply[],
  address: string,
  { uefi }: Pick<Settings["serve"], "uefi">,
): Remark[] => {
  const server = replies.find(givesAddresses);
  const remarks: Remark[] = [];
  const add = (message: string, remedy: string) => remarks.push(problem(message, remedy));
  if (!server)
    add(
      "No DHCP server answers on this network, so clients will get no address.",
      "Start it, or let thinsmith give out the addresses: --dhcp full",
    );
  const proxy = replies.find((reply) => !givesAddresses(reply) && reply.server !== address);
  if (proxy)
    add(
      `Another boot server answers on this network: ${proxy.server}. Clients take either of the two.`,
      "Stop one of the two.",
    );
  if (server && server.server !== address && server.file !== "")
    add(
      `The DHCP server ${server.server} names a file to boot itself: ${server.file}`,
      "Remove that from its configuration, or name this server there and use --dhcp off.",
    );
  if (server && (uefi === "grub" || uefi === "shim") && server.nextServer !== address)
    add(
      `GRUB takes the boot server's address from the DHCP server ${server.server}, which says ${server.nextServer}.`,
      `Set next-server to ${address} there, or use serve.uefi=ipxe or --dhcp full.`,
    );
  return remarks;
};

/** Asks on the network as a client's firmware does. */
export const findProxyRemarks = async (
  { subnet: { address }, mac }: ServingInterface,
  serve: Settings["serve"],
  signal: AbortSignal,
): Promise<Remark[]> => {
  const firmware = { vendorClass: "PXEClient:Arch:00007:UNDI:003016", architecture: 7 };
  const from = { address, mac, seconds: probeSeconds, signal };
  const replies = await askDhcp({ ...from, enough: givesAddresses, firmware });
  return proxyRemarks(replies, address, serve);
};
