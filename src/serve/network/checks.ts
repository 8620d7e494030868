import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { ownPrivilege } from "../../system/privilege.ts";
import { otherServer } from "../dhcp/other-servers.ts";
import type { ServingInterface } from "./interface.ts";
import { contains, inRange, networkOf, type Range, sizeOf, usualRange } from "./ipv4.ts";

export type DhcpMode = "proxy" | "full" | "off";

/** @throws ThinsmithError where this user may not do DHCP, or nobody can be reached by it */
export const checkDhcp = (mode: DhcpMode, { name, loopback }: ServingInterface): void => {
  if (mode === "off") return;
  if (ownPrivilege() !== "root") {
    throw new ThinsmithError("DHCP and TFTP need the rights of root.", {
      remedy: "Run thinsmith with sudo, or let it serve HTTP alone: --dhcp off --http-port 8080",
    });
  }
  if (loopback) {
    throw new ThinsmithError(`No client is on ${name}: it is this machine's own.`, {
      remedy: "Name the interface that leads to the clients, or use --dhcp off.",
    });
  }
};

/**
 * The addresses to give away: the chosen ones, else the usual ones of the interface's network.
 * @throws UsageError, ThinsmithError for a range that clients could not use
 */
export const checkRange = (
  range: Range | undefined,
  { subnet, name }: Pick<ServingInterface, "subnet" | "name">,
): Range => {
  const network = `${networkOf(subnet)}/${subnet.prefix}`;
  const usual = usualRange(subnet);
  if (subnet.prefix > 30 || (!range && sizeOf(usual) < 1)) {
    throw new ThinsmithError(`The network of ${name}, ${network}, has no room for clients.`, {
      remedy: "Give the interface an address with a shorter prefix, such as 192.168.10.1/24.",
    });
  }
  if (!range) return usual;
  const { from, to } = usual;
  const example = `Addresses of ${network} other than ${subnet.address}, such as --range ${from}-${to}`;
  if (!contains(subnet, range.from) || !contains(subnet, range.to)) {
    throw new UsageError(`The range ${range.from}-${range.to} is not of the network of ${name}.`, example);
  }
  if (inRange(range, subnet.address)) {
    throw new UsageError(`The range ${range.from}-${range.to} holds this server's own address.`, example);
  }
  return range;
};

/** @throws ThinsmithError where another DHCP server answers on the interface's network */
export const checkNoOtherServer = async (
  network: ServingInterface,
  signal: AbortSignal,
  onProblem: (message: string) => void,
): Promise<void> => {
  const other = await otherServer(network, signal).catch((error: Error) => {
    onProblem(`Whether there is another DHCP server could not be found out: ${error.message}`);
    return undefined;
  });
  if (other === undefined) return;
  throw new ThinsmithError(`Another DHCP server answers on ${network.name}: ${other}.`, {
    remedy: "Two would give away the same addresses. Use --dhcp proxy beside it, or switch it off.",
  });
};
