import { readFile } from "node:fs/promises";

/** MAC addresses in lower case by IPv4 address, from the text of /proc/net/arp (proc(5)). Pure. */
export const parseArpTable = (text: string): Map<string, string> =>
  new Map(
    text
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([address, , , mac]): [string, string][] =>
        address && mac && mac !== "00:00:00:00:00:00" ? [[address, mac.toLowerCase()]] : [],
      ),
  );

/** The kernel's ARP table: MAC addresses by IPv4 address. */
export const readArpTable = async (): Promise<Map<string, string>> =>
  parseArpTable(await readFile("/proc/net/arp", "utf8").catch(() => ""));
