import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../settings/schema.ts";
import { findProxyRemarks, otherServer } from "./dhcp/other-servers.ts";
import type { DhcpMode } from "./network/checks.ts";
import { troubleWith } from "./network/host-network.ts";
import type { ServingInterface } from "./network/interface.ts";

/** Milliseconds between two checks for another DHCP server. */
const probeEvery = 60_000;

interface NetworkWatch {
  readonly network: ServingInterface;
  readonly dhcp: DhcpMode;
  readonly serve: Settings["serve"];
  readonly onProblem: (message: string, remedy?: string) => void;
  readonly onNote: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Reports a problem once, and when it is over. */
const problemReporter = ({ onProblem, onNote }: NetworkWatch, whenOver: string) => {
  let last: string | undefined;
  return (problem: string | undefined) => {
    if (problem === last) return;
    last = problem;
    if (problem === undefined) onNote(whenOver);
    else onProblem(problem);
  };
};

const lookForOthers = async (watch: NetworkWatch): Promise<void> => {
  const { network, dhcp, serve, onProblem, signal } = watch;
  if (dhcp === "proxy") {
    for (const { message, remedy } of await findProxyRemarks(network, serve, signal)) {
      if (!signal.aborted) onProblem(message, remedy);
    }
  }
  const report = problemReporter(watch, "No other DHCP server answers any longer.");
  while (dhcp === "full" && !signal.aborted) {
    await delay(probeEvery, undefined, { signal });
    try {
      const other = await otherServer(network, signal);
      report(other && `Another DHCP server answers on ${network.name}: ${other}. Stop one of the two.`);
    } catch {
      // The interface may be down at the moment.
    }
  }
};

/** Watches a network that is served, for other DHCP servers; returns a check of the interface, to be called regularly. */
export const watchNetwork = (watch: NetworkWatch): (() => Promise<void>) => {
  const { network } = watch;
  // Clients are served even if the check is not possible.
  void lookForOthers(watch).catch(() => {});
  const report = problemReporter(watch, `The interface ${network.name} is there again.`);
  return () => troubleWith(network).then(report, () => {});
};
