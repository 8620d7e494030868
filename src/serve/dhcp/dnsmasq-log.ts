import { basename } from "node:path";
import type { ClientStep } from "../events/events.ts";

/** What a line of dnsmasq's log means. */
type DnsmasqMessage =
  | {
      readonly kind: "client";
      readonly step: ClientStep;
      readonly mac?: string;
      readonly ip?: string;
      readonly detail?: string;
    }
  | { readonly kind: "refused"; readonly ip: string; readonly path: string }
  /** A problem that a person has to solve. */
  | { readonly kind: "problem"; readonly message: string };

const mac = "([0-9a-f]{2}(?::[0-9a-f]{2}){5})";
const ip = "(\\d+\\.\\d+\\.\\d+\\.\\d+)";

/** Files that loaders try one after the other: that most of them are missing is normal. */
const searched = /(pxelinux\.cfg\/|\.(lst|mod|c32|0\.msg)$|x86_64-efi\/|grub\.cfg-)/;

type Pattern = readonly [RegExp, (match: readonly string[], tftpRoot: string) => DnsmasqMessage | undefined];

/** The first match counts. */
const patterns: readonly Pattern[] = [
  [
    / DHCPDISCOVER\([^)]*\) .*no address available/,
    () => ({
      kind: "problem",
      message:
        "All addresses of the range are in use, so a client gets none. Give DHCP a larger range: --range",
    }),
  ],
  [
    /no address range available for DHCP request via (\S+)/,
    ([, name]) => ({
      kind: "problem",
      message: `A client asked for an address on ${name}, but the range is not in that network.`,
    }),
  ],
  [
    new RegExp(` PXE\\([^)]*\\) (?:${ip} )?${mac}`),
    ([, address, card = ""]) => ({
      ...{ kind: "client", step: "asks", mac: card, detail: "what to start" },
      ...(address ? { ip: address } : {}),
    }),
  ],
  [
    new RegExp(` DHCPDISCOVER\\([^)]*\\) (?:${ip} )?${mac}`),
    ([, , card = ""]) => ({ kind: "client", step: "asks", mac: card, detail: "for an address" }),
  ],
  [
    new RegExp(` DHCPACK\\([^)]*\\) ${ip} ${mac}`),
    ([, address = "", card = ""]) => ({ kind: "client", step: "address", ip: address, mac: card }),
  ],
  [
    new RegExp(` sent (.+) to ${ip}$`),
    ([, path = "", address = ""]) => ({
      kind: "client",
      step: "loader",
      ip: address,
      detail: basename(path),
    }),
  ],
  [
    new RegExp(` file (.+) not found for ${ip}$`),
    ([, path = "", address = ""], tftpRoot) =>
      searched.test(path)
        ? undefined
        : { kind: "refused", ip: address, path: path.replace(`${tftpRoot}/`, "") },
  ],
];

/** Reads a line of dnsmasq's log; undefined for a line without meaning here. Pure. */
export const readLine = (line: string, tftpRoot: string): DnsmasqMessage | undefined => {
  for (const [pattern, meaning] of patterns) {
    const match = pattern.exec(line);
    if (match) return meaning(match as unknown as readonly string[], tftpRoot);
  }
  return undefined;
};
