import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { listInterfaces, type ServingInterface } from "./interface.ts";

/** Converts an address in /proc/net/route, which is in the machine's byte order: 0102A8C0 is 192.168.2.1. */
const addressOf = (hex: string) =>
  (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join(".");

/** The default router of this machine on an interface, if it has one. */
export const routerOn = async (name: string): Promise<string | undefined> => {
  const text = await readFile("/proc/net/route", "utf8").catch(() => "");
  const route = text
    .split("\n")
    .map((line) => line.split("\t"))
    .find(([device, destination]) => device === name && destination === "00000000");
  return route?.[2] ? addressOf(route[2]) : undefined;
};

/** The DNS servers of this machine that clients can reach: at most three, none on 127.0.0.0/8. */
export const nameServers = async (): Promise<string[]> => {
  const files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    const found = [...text.matchAll(/^nameserver\s+(\S+)/gm)]
      .map((match) => match[1] ?? "")
      .filter((address) => isIPv4(address) && !address.startsWith("127."));
    if (found.length > 0) return found.slice(0, 3);
  }
  return [];
};

/** Why clients cannot be served on an interface at the moment; undefined while they can. */
export const troubleWith = async ({ name, subnet }: ServingInterface): Promise<string | undefined> => {
  // Starts no program. The kernel lists only interfaces that are up and have a link.
  if (networkInterfaces()[name]?.some(({ address }) => address === subnet.address)) return undefined;
  const found = (await listInterfaces()).find((one) => one.name === name);
  if (!found) return `The interface ${name} is gone.`;
  if (!found.up) return `The interface ${name} has been switched off.`;
  if (!found.link) return `The interface ${name} has no link: is its cable unplugged?`;
  return found.subnet?.address === subnet.address
    ? undefined
    : `The interface ${name} has lost its address ${subnet.address}.`;
};
