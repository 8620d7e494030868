import { basename } from "node:path";
import type { ClientName, ClientStep } from "../events/events.ts";

/** What a line of dnsmasq's log means. */
type DnsmasqMessage =
  | ({
      readonly kind: "client";
      readonly step: ClientStep;
      readonly detail?: string;
      /** What it has been sent whole, below the root of TFTP. */
      readonly sent?: string;
    } & ClientName)
  | { readonly kind: "refused"; readonly ip: string; readonly path: string }
  /** A problem that a person has to solve. */
  | { readonly kind: "problem"; readonly message: string };

const mac = "(?<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5})";
const ip = "(?<ip>\\d+\\.\\d+\\.\\d+\\.\\d+)";

/** Files that loaders try one after the other: that most of them are missing is normal. */
const searched = /(pxelinux\.cfg\/|\.(lst|mod|c32|0\.msg)$|x86_64-efi\/|grub\.cfg-)/;

/** The groups of a pattern; a message has those of a client as they are. */
type Found = Readonly<Record<"mac" | "ip" | "path" | "name", string>>;

/** The first match counts. */
const patterns: readonly [RegExp, (found: Found) => DnsmasqMessage][] = [
  [
    / DHCPDISCOVER\([^)]*\) .*no address available/,
    () => ({
      kind: "problem",
      message:
        "All addresses of the range are in use, so a client gets none. Give DHCP a larger range: --range",
    }),
  ],
  [
    /no address range available for DHCP request via (?<name>\S+)/,
    ({ name }) => ({
      kind: "problem",
      message: `A client asked for an address on ${name}, but the range is not in that network.`,
    }),
  ],
  [
    new RegExp(` PXE\\([^)]*\\) (?:${ip} )?${mac}`),
    (client) => ({ kind: "client", step: "asks", ...client, detail: "what to start" }),
  ],
  // The address is the one that the client wishes for.
  [
    new RegExp(` DHCPDISCOVER\\([^)]*\\) (?:[\\d.]+ )?${mac}`),
    (client) => ({ kind: "client", step: "asks", ...client, detail: "for an address" }),
  ],
  [
    new RegExp(` DHCPACK\\([^)]*\\) ${ip} ${mac}`),
    (client) => ({ kind: "client", step: "address", ...client }),
  ],
  [
    new RegExp(` sent (?<path>.+) to ${ip}$`),
    ({ path, ip }) => ({ kind: "client", step: "loader", ip, detail: basename(path), sent: path }),
  ],
  [new RegExp(` file (?<path>.+) not found for ${ip}$`), (file) => ({ kind: "refused", ...file })],
];

/** Reads a line of dnsmasq's log; undefined for a line without meaning here. Pure. */
export const readLine = (line: string, tftpRoot: string): DnsmasqMessage | undefined => {
  for (const [pattern, meaning] of patterns) {
    const match = pattern.exec(line);
    if (!match) continue;
    const message = meaning({ ...match.groups } as Found);
    const below = (path: string) => path.replace(`${tftpRoot}/`, "");
    if (message.kind === "client" && message.sent !== undefined)
      return { ...message, sent: below(message.sent) };
    if (message.kind !== "refused") return message;
    return searched.test(message.path) ? undefined : { ...message, path: below(message.path) };
  }
  return undefined;
};
