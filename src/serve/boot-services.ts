import { ThinsmithError } from "../system/errors.ts";
import { inNamespace } from "../system/namespace.ts";
import { hasProgram } from "../system/process.ts";
import type { BootServices } from "./config/boot-services.ts";
import { dnsmasqConfig } from "./config/dnsmasq.ts";
import { readLine } from "./dnsmasq-log.ts";
import type { Ears } from "./ears.ts";
import { listenerOf } from "./ports.ts";
import type { Staging } from "./staging.ts";
import { type Helper, keepRunning } from "./supervisor.ts";

/** Ports that dnsmasq takes: DHCP's, PXE's (dnsmasq listens there only in proxy mode), TFTP's. */
const ports = [67, 4011, 69];

/** Which program has taken a port that dnsmasq needs. */
const portTaken = async (): Promise<string> => {
  for (const port of ports) {
    const name = await listenerOf("udp", port);
    if (name)
      return `Port ${port} is in use by ${name}: stop it, or use --dhcp off where it is your DHCP server.`;
  }
  return "Another program on this machine has one of its ports: ss -lunp shows which.";
};

/** Why dnsmasq did not start, in words. */
const explained = async (error: unknown): Promise<never> => {
  if (error instanceof ThinsmithError && /in use/i.test(error.message)) {
    throw new ThinsmithError("DHCP and TFTP cannot start: one of their ports is in use.", {
      remedy: await portTaken(),
      cause: error,
    });
  }
  throw error;
};

/**
 * A shell as the first process of a process namespace. dnsmasq gives up the rights of root, and the kernel then forgets
 * what it is to die with (prctl(2), PR_SET_PDEATHSIG); the shell does not, and the namespace ends with it.
 */
const inFrontOf = ["sh", "-c", '"$@"; exit $?', "sh"];

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
    command: inNamespace(
      [...inFrontOf, "dnsmasq", "--keep-in-foreground", "--log-facility=-", `--conf-file=${config}`],
      "root",
    ),
    ready: /dnsmasq\[\d+\]: started/,
    onLine: hear,
    onDied: (why, seconds) =>
      onProblem(`dnsmasq, which does DHCP and TFTP, ${why}. It is started again in ${seconds} s.`),
    onBack: () => onNote("dnsmasq runs again"),
  }).catch(explained);
};
