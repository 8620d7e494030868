import { isIPv4 } from "node:net";

/** An IPv4 address with the length of its network's prefix. */
export interface Subnet {
  readonly address: string;
  readonly prefix: number;
}

const toNumber = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

const toText = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

export const netmaskOf = ({ prefix }: Subnet): string => toText(2 ** 32 - 2 ** (32 - prefix));

const first = ({ address, prefix }: Subnet): number => {
  const size = 2 ** (32 - prefix);
  return Math.floor(toNumber(address) / size) * size;
};

/** The address of the network itself. */
export const networkOf = (subnet: Subnet): string => toText(first(subnet));

/** Whether an address belongs to a network. */
export const contains = (subnet: Subnet, address: string): boolean =>
  first({ ...subnet, address }) === first(subnet);

/** `192.168.1.1/24`; undefined for anything else. */
export const parseSubnet = (text: string): Subnet | undefined => {
  const [address = "", prefix = "", ...rest] = text.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(prefix)) return undefined;
  const subnet = { address, prefix: Number(prefix) };
  return subnet.prefix >= 8 && subnet.prefix <= 30 ? subnet : undefined;
};

/** Addresses that a DHCP server gives out, both ends included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** How many addresses a range has. */
export const sizeOf = ({ from, to }: Range): number => toNumber(to) - toNumber(from) + 1;

/**
 * The upper half of a network without its last five addresses, which routers often have: .129 to .250 of a /24. The
 * server's own address is not in it.
 */
export const usualRange = (subnet: Subnet): Range => {
  const size = 2 ** (32 - subnet.prefix);
  const low = first(subnet) + size / 2 + (size > 8 ? 1 : 0);
  const high = first(subnet) + size - (size > 16 ? 6 : 2);
  const own = toNumber(subnet.address);
  if (own < low || own > high) return { from: toText(low), to: toText(high) };
  return own - low > high - own
    ? { from: toText(low), to: toText(own - 1) }
    : { from: toText(own + 1), to: toText(high) };
};

/** `FROM-TO` or `FROM,TO`; undefined for anything else. */
export const parseRange = (text: string): Range | undefined => {
  const [from = "", to = "", ...rest] = text.split(/[-,]/);
  if (rest.length > 0 || !isIPv4(from) || !isIPv4(to)) return undefined;
  return sizeOf({ from, to }) > 0 ? { from, to } : undefined;
};

/** Whether an address lies in a range. */
export const inRange = ({ from, to }: Range, address: string): boolean =>
  toNumber(from) <= toNumber(address) && toNumber(address) <= toNumber(to);
