import prettyBytes from "pretty-bytes";
import { ukiFile } from "../../release/release.ts";
import type { ClientName, EventOf, ServeEvent } from "./events.ts";

const nameOf = ({ mac, ip }: ClientName): string =>
  mac && ip ? `${mac} (${ip})` : (mac ?? ip ?? "a client");

const steps = {
  asks: "asks",
  address: "has an address",
  loader: "has loaded",
  up: "is up",
} as const;

const dhcpWords = { proxy: "DHCP beside another server", full: "DHCP", off: "no DHCP" } as const;

/** Why a request got nothing, by its status of HTTP (RFC 9110, 15). */
const refusals: Readonly<Record<number, string>> = {
  404: "which is not there",
  405: "but not by GET or HEAD",
  416: "from beyond its end",
  500: "which could not be read",
  503: "while too many others were loading",
};

/** What it means that nothing was heard of a client since it loaded thinsmith.efi, and what to do. */
export const silenceWords = (
  event: EventOf<"client-silent">,
): { readonly message: string; readonly remedy: string } => {
  const { release, signed, seconds } = event;
  const heard = `${nameOf(event)} loaded ${ukiFile} of ${release}, and asked for nothing in the ${seconds} s since.`;
  const screen = 'Its screen then says "Access Denied" for a moment, before the next boot option.';
  return signed
    ? {
        message: `${heard} Most likely its firmware refused the file, since its db lacks the certificate of the key that signed it. ${screen}`,
        remedy:
          "Bring the site's keys into the machine (thinsmith keys enrol), and check the file by sbverify: docs/SECURITY.md. If its screen shows Linux, it does not find this server: boot.server.",
      }
    : {
        message: `${heard} Most likely its firmware refused the file, which is not signed. ${screen}`,
        remedy:
          "Build with a publish.key that has one for firmware, or switch Secure Boot off in that machine: docs/SECURITY.md. If its screen shows Linux, it does not find this server: boot.server.",
      };
};

/** What a client says that runs. */
export const noticeSentence = (event: EventOf<"client-notice">): string =>
  `${nameOf(event)} says (${event.notice.code}): ${event.notice.message}`;

/** A request that got nothing, in a sentence. */
export const refusedSentence = ({ mac, ip, by, path, status }: EventOf<"refused">): string =>
  `${mac ?? ip ?? "a client"} asked by ${by.toUpperCase()} for ${path}, ${refusals[status ?? 404] ?? "which is not served"}${status === undefined ? "" : ` (${status})`}`;

const startedLine = (event: EventOf<"serve-started">): string => {
  const { image, interface: name, url, dhcp, range, tftp, http } = event;
  const services = [
    `${dhcpWords[dhcp]}${range ? ` from ${range.from} to ${range.to}` : ""}`,
    ...(tftp ? ["TFTP"] : []),
    `HTTP by ${http.server === "nginx" ? "nginx" : "thinsmith itself"}`,
  ];
  return `serving ${image} on ${name}: ${services.join(", ")}; loaders begin at ${url}`;
};

/**
 * Makes a function that describes events in one line each, for a log or a pipe; undefined for an event without a line.
 * Text from other programs and clients is in it unchanged: sanitize it before it reaches a terminal.
 */
export const describer = (): ((event: ServeEvent) => string | undefined) => {
  const fetches = new Map<
    number,
    { client: string; file: string; bytes: number; streamed?: true | undefined }
  >();
  return (event) => {
    switch (event.type) {
      case "serve-started":
        return startedLine(event);
      case "offer":
        return `clients get ${event.release}${event.canary ? `, ${event.canaries} of them ${event.canary}` : ""}`;
      case "client":
        return [nameOf(event), steps[event.step], event.detail].filter(Boolean).join(" ");
      case "fetch-started": {
        const { id, file, size, from, release, streamed } = event;
        const client = nameOf(event);
        fetches.set(id, { client, file, bytes: size - from, streamed });
        const where = from > 0 ? ` from byte ${from}` : "";
        return `${client} ${streamed ? "streams" : "fetches"} ${file}${release ? ` of ${release}` : ""}, ${prettyBytes(size)}${where}`;
      }
      case "fetch-ended": {
        const { id, sent, complete, seconds } = event;
        const { client, file, bytes, streamed } = fetches.get(id) ?? {
          client: "a client",
          file: "a file",
          bytes: sent,
        };
        fetches.delete(id);
        if (streamed) return `${client} has read ${prettyBytes(sent)} of ${file}, ${prettyBytes(bytes)}`;
        return complete
          ? `${client} has ${file}, ${prettyBytes(sent)} in ${seconds.toFixed(1)} s`
          : `${client} broke off ${file} after ${prettyBytes(sent)} of ${prettyBytes(bytes)}`;
      }
      case "fetch-progress":
        return undefined;
      case "client-failed": {
        const { code, message, remedy = "", facts } = event.failure;
        return `${nameOf(event)} CANNOT START (${code}): ${[message, remedy, facts].filter(Boolean).join(" ")}`;
      }
      case "client-notice":
        return noticeSentence(event);
      case "client-silent": {
        const { message, remedy } = silenceWords(event);
        return `${message} What to do: ${remedy}`;
      }
      case "refused":
        return refusedSentence(event);
      case "problem":
        return `! ${event.message}${event.remedy ? ` What to do: ${event.remedy}` : ""}`;
      case "note":
        return event.message;
      case "serve-ended":
        return event.failure
          ? `ended: ${event.failure.message}`
          : `ended after ${Math.round(event.seconds)} s, ${event.clients} ${event.clients === 1 ? "client" : "clients"}, ${prettyBytes(event.sent)}`;
    }
  };
};
