import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** A network namespace of a test's own; it is gone with the test, however that ends. */
export interface NetworkNamespace {
  /** In front of a command that is to run in it. */
  readonly enter: readonly string[];
  /** Runs a command in it, and gives what it says. */
  run(...command: string[]): string;
  /** Starts a command in it that is ended with the lab. */
  start(...command: string[]): ChildProcess;
}

/** Where clients, the boot server and the network's other server are plugged in; addresses of a private network. */
export interface Lab {
  /** The switch, and the clients' side of their cables: tap1, tap2, ... */
  readonly clients: NetworkNamespace;
  /** Has eth0 with 192.168.77.1. */
  readonly server: NetworkNamespace;
  /** Has eth0 with 192.168.77.2. */
  readonly office: NetworkNamespace;
  close(): Promise<void>;
}

/** A DHCP server as offices have it: addresses and a router, nothing to boot. @param more lines of its configuration */
export const officeDhcp = (office: NetworkNamespace, leases: string, ...more: string[]): ChildProcess =>
  office.start(
    ...["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--log-facility=-"],
    ...["--interface=eth0", "--bind-dynamic", "--no-ping", "--pid-file=", `--dhcp-leasefile=${leases}`],
    ...["--dhcp-range=192.168.77.100,192.168.77.120,255.255.255.0,1h", ...more],
  );

/** Three network namespaces with a switch between them. Needs root. */
export const openLab = async (taps = 3): Promise<Lab> => {
  const started: ChildProcess[] = [];
  const namespace = async (): Promise<NetworkNamespace & { pid: number }> => {
    const command = ["--pdeathsig", "KILL", "--", "unshare", "--net", "--", "sh", "-c", "echo; exec cat"];
    const holder = spawn("setpriv", command, { stdio: ["pipe", "pipe", "inherit"] });
    started.push(holder);
    await once(holder.stdout, "data");
    const pid = holder.pid as number;
    const enter = ["nsenter", "--target", String(pid), "--net", "--"];
    const [file, ...before] = enter as [string, ...string[]];
    return {
      pid,
      enter,
      run: (...args) => execFileSync(file, [...before, ...args], { encoding: "utf8", stdio: "pipe" }),
      start: (...args) => {
        const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", file, ...before, ...args], {
          stdio: ["ignore", "pipe", "pipe"],
        });
        started.push(child);
        return child;
      },
    };
  };
  const [clients, server, office] = [await namespace(), await namespace(), await namespace()];
  clients.run("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0", "stp_state", "0");
  clients.run("ip", "link", "set", "br0", "up");
  const plug = (port: string, { pid, run }: typeof server, address: string) => {
    clients.run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", String(pid));
    clients.run("ip", "link", "set", port, "master", "br0", "up");
    run("ip", "link", "set", "lo", "up");
    run("ip", "link", "set", "eth0", "up");
    run("ip", "address", "add", address, "dev", "eth0");
  };
  plug("server", server, "192.168.77.1/24");
  plug("office", office, "192.168.77.2/24");
  for (let number = 1; number <= taps; number += 1) {
    clients.run("ip", "tuntap", "add", `tap${number}`, "mode", "tap");
    clients.run("ip", "link", "set", `tap${number}`, "master", "br0", "up");
  }
  return {
    clients,
    server,
    office,
    close: async () => {
      const running = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      await Promise.all(
        running.map((child) => {
          const gone = once(child, "exit");
          child.kill("SIGKILL");
          return gone;
        }),
      );
    },
  };
};
