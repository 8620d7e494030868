import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { ownPrivilege } from "../../system/namespace.ts";
import type { ServingInterface } from "./interface.ts";
import { contains, inRange, networkOf, type Range, sizeOf, usualRange } from "./ipv4.ts";

export type DhcpMode = "proxy" | "full" | "off";

/** @throws ThinsmithError where DHCP needs root, or no client can be on the interface */
export const checkDhcp = (mode: DhcpMode, { name, loopback }: ServingInterface): void => {
  if (mode === "off") return;
  if (ownPrivilege() !== "root") {
    throw new ThinsmithError("DHCP and TFTP need root.", {
      remedy: "Run thinsmith with sudo, or let it serve HTTP alone: --dhcp off --http-port 8080",
    });
  }
  if (loopback) {
    throw new ThinsmithError(`No client can be on ${name}: it is this machine's loopback interface.`, {
      remedy: "Name the interface that leads to the clients, or use --dhcp off.",
    });
  }
};

/**
 * The addresses that DHCP gives out: the chosen ones, else the usual ones of the interface's network.
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
    throw new UsageError(`The range ${range.from}-${range.to} is not in the network of ${name}.`, example);
  }
  if (inRange(range, subnet.address)) {
    throw new UsageError(`The range ${range.from}-${range.to} contains this server's own address.`, example);
  }
  return range;
};
