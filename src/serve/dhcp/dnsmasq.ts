import { ThinsmithError } from "../../system/errors.ts";
import { hasProgram } from "../../system/programs.ts";
import type { Staging } from "../assignment/staging.ts";
import type { ClientTracker } from "../events/client-tracker.ts";
import { listenerOn } from "../network/ports.ts";
import { keepRunning, type SupervisedProgram } from "../supervisor.ts";
import type { BootServices } from "./boot-services.ts";
import { dnsmasqConfig } from "./dnsmasq-config.ts";
import { readLine } from "./dnsmasq-log.ts";

/**
 * Two dnsmasq can share their ports (SO_REUSEADDR), and either would answer clients. So their ports are checked first.
 * @throws ThinsmithError naming the program that has one
 */
const checkPorts = async ({ dhcp, subnet, interface: name }: BootServices): Promise<void> => {
  const ports = [69, ...(dhcp === "off" ? [] : [67]), ...(dhcp === "proxy" ? [4011] : [])];
  for (const port of ports) {
    const program = await listenerOn("udp", port, { address: subnet.address, interface: name });
    if (program === undefined) continue;
    throw new ThinsmithError(`Port ${port} of ${port === 69 ? "TFTP" : "DHCP"} is in use by ${program}.`, {
      remedy:
        port === 69
          ? "Stop that program, or let it serve the folder that thinsmith deploy makes."
          : "Stop that program. If it is your DHCP server, use --dhcp off and configure it as in docs/DEPLOY.md.",
    });
  }
};

interface DnsmasqOptions {
  readonly staging: Staging;
  readonly tracker: ClientTracker;
  /** File of its leases. */
  readonly leases: string;
  /** A client has been sent a file whole; `path` is below the root of TFTP. */
  readonly onSent: (ip: string, path: string) => void;
  readonly onProblem: (message: string, remedy?: string) => void;
  readonly onNote: (message: string) => void;
}

/** DHCP and TFTP by dnsmasq, which is kept running. */
export class Dnsmasq {
  private program: SupervisedProgram | undefined;
  /** The configuration that it runs with. */
  private text = "";
  /** Why it could not be started; it is said once. */
  private failure = "";

  constructor(private readonly options: DnsmasqOptions) {}

  /**
   * Starts it, or starts it again where these make another configuration, which it reads only when it starts.
   * @throws ThinsmithError when it cannot start
   */
  async use(services: BootServices): Promise<void> {
    const { staging, leases, onProblem, onNote } = this.options;
    // An empty name: no file for the process id.
    const text = dnsmasqConfig(services, [`dhcp-leasefile=${leases}`, "pid-file="]);
    if (this.program && text === this.text) return;
    if (!(await hasProgram("dnsmasq"))) {
      throw new ThinsmithError("dnsmasq, which does DHCP and TFTP, is not installed.", {
        remedy: "On Debian and Ubuntu: apt-get install dnsmasq-base. thinsmith doctor knows other systems.",
      });
    }
    await this.stop();
    await checkPorts(services);
    const config = await staging.write("dnsmasq.conf", text);
    this.program = await keepRunning({
      name: "dnsmasq",
      command: ["dnsmasq", "--keep-in-foreground", "--log-facility=-", `--conf-file=${config}`],
      ready: /dnsmasq\[\d+\]: started/,
      onLine: (line) => this.take(line),
      onDied: (why, seconds) =>
        onProblem(`dnsmasq, which does DHCP and TFTP, ${why}. It is started again in ${seconds} s.`),
      onBack: () => onNote("dnsmasq runs again"),
    });
    this.text = text;
  }

  /** The same, for a server that goes on: what keeps it from starting is told, and it is tried again with the next call. */
  async keep(services: BootServices): Promise<void> {
    try {
      await this.use(services);
      this.failure = "";
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.message === this.failure) return;
      this.failure = error.message;
      const remedy = error instanceof ThinsmithError ? error.remedy : undefined;
      this.options.onProblem(`DHCP and TFTP do not run, and are tried again: ${error.message}`, remedy);
    }
  }

  private take(line: string): void {
    const { staging, tracker, onSent, onProblem } = this.options;
    const message = readLine(line, staging.tftpRoot);
    if (message?.kind === "client") {
      const { step, detail, sent, ip } = message;
      tracker.step(step, message, detail);
      if (sent !== undefined && ip !== undefined) onSent(ip, sent);
    }
    if (message?.kind === "refused") tracker.refused("tftp", message.ip, message.path);
    if (message?.kind === "problem") onProblem(message.message);
  }

  async stop(): Promise<void> {
    await this.program?.stop();
    this.program = undefined;
  }
}
