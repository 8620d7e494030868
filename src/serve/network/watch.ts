import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../../settings/schema.ts";
import { adviceFor, otherServer } from "../dhcp/other-servers.ts";
import type { DhcpMode } from "./checks.ts";
import { troubleWith } from "./host-network.ts";
import type { ServingInterface } from "./interface.ts";

/** Milliseconds between two looks for another DHCP server. */
const probeEvery = 60_000;

export interface NetworkWatch {
  readonly network: ServingInterface;
  readonly dhcp: DhcpMode;
  readonly serve: Settings["serve"];
  readonly onProblem: (message: string, remedy?: string) => void;
  readonly onNote: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Says a trouble once, and when it is over. */
const troubleTeller = ({ onProblem, onNote }: NetworkWatch, allRight: string) => {
  let last: string | undefined;
  return (trouble: string | undefined) => {
    if (trouble === last) return;
    last = trouble;
    if (trouble === undefined) onNote(allRight);
    else onProblem(trouble);
  };
};

const lookForOthers = async (watch: NetworkWatch): Promise<void> => {
  const { network, dhcp, serve, onProblem, signal } = watch;
  if (dhcp === "proxy") {
    for (const { message, remedy } of await adviceFor(network, serve, signal)) {
      if (!signal.aborted) onProblem(message, remedy);
    }
  }
  const tell = troubleTeller(watch, "No other DHCP server answers any more.");
  while (dhcp === "full" && !signal.aborted) {
    await delay(probeEvery, undefined, { signal });
    try {
      const other = await otherServer(network, signal);
      tell(other && `Another DHCP server answers on ${network.name}, too: ${other}. Stop one of the two.`);
    } catch {
      // Such as an interface that is down at the moment.
    }
  }
};

/** Watches a network that is being served; gives back a look at its interface, to be taken now and then. */
export const watchNetwork = (watch: NetworkWatch): (() => Promise<void>) => {
  const { network } = watch;
  // That nobody could be asked is no reason to serve nobody.
  void lookForOthers(watch).catch(() => {});
  const tell = troubleTeller(watch, `The interface ${network.name} is there again.`);
  return () => troubleWith(network).then(tell, () => {});
};
