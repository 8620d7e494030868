import { z } from "zod";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { run } from "../../system/process.ts";
import type { Subnet } from "./ipv4.ts";

/** A network interface of this machine. */
export interface NetworkInterface {
  readonly name: string;
  /** MAC address in lower case. */
  readonly mac: string;
  /** Its first IPv4 address, where it has one. */
  readonly subnet?: Subnet;
  /** Whether it is switched on. */
  readonly up: boolean;
  /** Whether it has a link: a cable with something at the other end. */
  readonly link: boolean;
  readonly loopback: boolean;
}

/** An interface that clients can be served on. */
export type ServingInterface = NetworkInterface & { readonly subnet: Subnet };

/** Output of `ip -json address show` (iproute2). */
const linkSchema = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    address: z.string().optional(),
    addr_info: z
      .array(z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.number() }))
      .default([]),
  }),
);

/** Whether an interface's name can stand in a configuration file. The kernel allows nearly every character. */
export const isPlainName = (name: string): boolean => /^[A-Za-z0-9_.:-]{1,15}$/.test(name);

/** Interfaces of this machine, without those whose name cannot stand in a configuration file. */
export const listInterfaces = async (): Promise<NetworkInterface[]> => {
  const links = linkSchema.parse(JSON.parse(await run(["ip", "-json", "address", "show"])));
  return links
    .filter(({ ifname }) => isPlainName(ifname))
    .map(({ ifname, flags, address = "", addr_info }) => {
      const first = addr_info.find(({ family, local }) => family === "inet" && local !== undefined);
      return {
        name: ifname,
        mac: address.toLowerCase(),
        ...(first?.local ? { subnet: { address: first.local, prefix: first.prefixlen } } : {}),
        up: flags.includes("UP"),
        link: flags.includes("LOWER_UP"),
        loopback: flags.includes("LOOPBACK"),
      };
    });
};

/** An interface in a few words. */
export const describeInterface = ({ name, subnet, up, link }: NetworkInterface): string => {
  const state = up ? (link ? "" : ", no link") : ", down";
  return `${name}  ${subnet ? `${subnet.address}/${subnet.prefix}` : "no IPv4 address"}${state}`;
};

const listed = (interfaces: readonly NetworkInterface[]) =>
  `Interfaces of this machine:\n${interfaces
    .filter(({ loopback }) => !loopback)
    .map((one) => `  ${describeInterface(one)}`)
    .join("\n")}`;

/**
 * An interface by its name, ready to serve on.
 * @throws UsageError when there is none of this name; ThinsmithError when it is down or has no address
 */
export const requireInterface = async (name: string | undefined): Promise<ServingInterface> => {
  const interfaces = await listInterfaces();
  if (name === undefined) {
    throw new UsageError("Which network are the clients on? Name it with --interface.", listed(interfaces));
  }
  const found = interfaces.find((one) => one.name === name);
  if (!found) throw new UsageError(`There is no network interface ${name}.`, listed(interfaces));
  const { subnet } = found;
  if (!found.up) {
    throw new ThinsmithError(`The interface ${name} is down.`, {
      remedy: `Switch it on: ip link set ${name} up`,
    });
  }
  if (!subnet) {
    throw new ThinsmithError(`The interface ${name} has no IPv4 address, so clients could not reach it.`, {
      remedy: `Give it one, such as: ip address add 192.168.10.1/24 dev ${name}`,
    });
  }
  return { ...found, subnet };
};
