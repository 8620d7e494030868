import type { ServeEvent } from "../../src/serve/events/events.ts";
import type { DhcpMode } from "../../src/serve/network/checks.ts";
import type { NetworkInterface } from "../../src/serve/network/interface.ts";
import { networkOf, parseRange, type Range, usualRange } from "../../src/serve/network/ipv4.ts";

/** What a person chooses before an image is served. */
export interface ServeChoice {
  readonly interface: string;
  readonly dhcp: DhcpMode;
  /** Empty takes the usual one. */
  readonly range: string;
  readonly httpPort: string;
}

export const dhcpModes: Readonly<Record<DhcpMode, { readonly label: string; readonly help: string }>> = {
  proxy: {
    label: "beside another server",
    help: "Another DHCP server, such as a router, gives the addresses; thinsmith only adds which loader to start.",
  },
  full: {
    label: "gives the addresses itself",
    help: "For a network without a DHCP server. thinsmith looks for one first, and does not start beside it.",
  },
  off: {
    label: "none",
    help: "Your own DHCP server names this machine and the loader: docs/DEPLOY.md says how to set up that server.",
  },
};

/** Interfaces that clients may be behind: those with an address, except for the machine's own. */
export const choosable = (interfaces: readonly NetworkInterface[]): NetworkInterface[] =>
  interfaces.filter(({ loopback, subnet }) => !loopback && subnet !== undefined);

export const beginningWith = (interfaces: readonly NetworkInterface[]): ServeChoice => {
  const all = choosable(interfaces);
  const first = all.find(({ link }) => link) ?? all[0];
  return { interface: first?.name ?? "", dhcp: "proxy", range: "", httpPort: "80" };
};

export const portProblem = (text: string): string | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
    ? undefined
    : "a port from 1 to 65535";

export const rangeProblem = (text: string): string | undefined =>
  text.trim() === "" || parseRange(text.trim())
    ? undefined
    : "a first and a last address, such as 192.168.10.129-192.168.10.250";

/** The addresses to give away on an interface: the chosen ones, else the usual ones. */
export const rangeOn = (choice: ServeChoice, interfaces: readonly NetworkInterface[]): Range | undefined => {
  const subnet = interfaces.find(({ name }) => name === choice.interface)?.subnet;
  return parseRange(choice.range.trim()) ?? (subnet && usualRange(subnet));
};

/** What starting to serve does to the network, for a person who is asked whether they want that. */
export const startQuestion = (
  name: string,
  choice: ServeChoice,
  interfaces: readonly NetworkInterface[],
): { readonly question: string; readonly effects: readonly string[] } => {
  const subnet = interfaces.find((one) => one.name === choice.interface)?.subnet;
  const range = rangeOn(choice, interfaces);
  const dhcp = {
    proxy:
      "Proxy DHCP: beside the network's DHCP server, which goes on giving the addresses, thinsmith answers every machine there that starts from the network, and names the loader.",
    full: `DHCP: thinsmith gives every machine there that asks an address${range ? ` from ${range.from} to ${range.to}` : ""}, whether it starts from the network or not.`,
    off: "No DHCP: only machines that your own DHCP server sends here get the image.",
  } as const satisfies Record<DhcpMode, string>;
  return {
    question: `Serve ${name} on ${choice.interface}, to the network ${subnet ? `${networkOf(subnet)}/${subnet.prefix}` : "behind it"}?`,
    effects: [dhcp[choice.dhcp], "It ends when you stop serving. Nothing is installed anywhere."],
  };
};

/** Serves an image as chosen: its current release, whichever that is. */
export async function* serveChoice(
  choice: ServeChoice,
  image: string,
  output: string,
  signal: AbortSignal,
): AsyncGenerator<ServeEvent, void> {
  // Slow to load, and not needed before a person serves.
  const { serve } = await import("../../src/serve/run.ts");
  const range = choice.dhcp === "full" ? parseRange(choice.range.trim()) : undefined;
  yield* serve({
    ...{ release: image, output, interface: choice.interface, dhcp: choice.dhcp, http: "auto", signal },
    ...(range ? { range } : {}),
    httpPort: Number(choice.httpPort),
  });
}
