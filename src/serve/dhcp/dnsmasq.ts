import { ThinsmithError } from "../../system/errors.ts";
import { hasProgram } from "../../system/programs.ts";
import type { Staging } from "../assignment/staging.ts";
import type { Ears } from "../events/client-tracker.ts";
import { listenerOn } from "../network/ports.ts";
import { type Helper, keepRunning } from "../supervisor.ts";
import type { BootServices } from "./boot-services.ts";
import { dnsmasqConfig } from "./dnsmasq-config.ts";
import { readLine } from "./dnsmasq-log.ts";

/**
 * Two dnsmasq can share their ports (SO_REUSEADDR), so that clients would be answered by the one or the other: that
 * one of them is in use has to be looked for.
 * @throws ThinsmithError naming who has one
 */
const demandPorts = async ({ dhcp, subnet, interface: name }: BootServices): Promise<void> => {
  const ports = [69, ...(dhcp === "off" ? [] : [67]), ...(dhcp === "proxy" ? [4011] : [])];
  for (const port of ports) {
    const program = await listenerOn("udp", port, { address: subnet.address, interface: name });
    if (program === undefined) continue;
    throw new ThinsmithError(`Port ${port} of ${port === 69 ? "TFTP" : "DHCP"} is in use by ${program}.`, {
      remedy:
        port === 69
          ? "Stop that program, or let it give out what thinsmith deploy makes."
          : "Stop that program. If it is your DHCP server: --dhcp off, and docs/DEPLOY.md has what it has to say.",
    });
  }
};

export interface BootServicesOptions {
  readonly services: BootServices;
  readonly staging: Staging;
  readonly ears: Ears;
  /** File in which the addresses that were given away are kept. */
  readonly leases: string;
  readonly onProblem: (message: string, remedy?: string) => void;
  readonly onNote: (message: string) => void;
}

/**
 * DHCP and TFTP by dnsmasq, which is kept running.
 * @throws ThinsmithError when it cannot start
 */
export const startBootServices = async (options: BootServicesOptions): Promise<Helper> => {
  const { services, staging, ears, onProblem, onNote } = options;
  if (!(await hasProgram("dnsmasq"))) {
    throw new ThinsmithError("dnsmasq, which does DHCP and TFTP, is not installed.", {
      remedy: "On Debian and Ubuntu: apt-get install dnsmasq-base. thinsmith doctor knows other systems.",
    });
  }
  await demandPorts(services);
  const config = await staging.write(
    "dnsmasq.conf",
    // An empty file for the process id: there is none.
    dnsmasqConfig(services, [`dhcp-leasefile=${options.leases}`, "pid-file="]),
  );
  const hear = (line: string) => {
    const said = readLine(line, staging.tftpRoot);
    if (said?.kind === "client") ears.step(said.step, said, said.detail);
    if (said?.kind === "refused") ears.refused("tftp", said.ip, said.path);
    if (said?.kind === "problem") onProblem(said.message);
  };
  return keepRunning({
    name: "dnsmasq",
    command: ["dnsmasq", "--keep-in-foreground", "--log-facility=-", `--conf-file=${config}`],
    ready: /dnsmasq\[\d+\]: started/,
    onLine: hear,
    onDied: (why, seconds) =>
      onProblem(`dnsmasq, which does DHCP and TFTP, ${why}. It is started again in ${seconds} s.`),
    onBack: () => onNote("dnsmasq runs again"),
  });
};
