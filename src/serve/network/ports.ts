import { run } from "../../system/process.ts";

/** An address of this machine on an interface. */
interface Here {
  readonly address: string;
  readonly interface: string;
}

/** The local address in a line of ss(8) of iproute2: `0.0.0.0%eth0:67`, `192.168.10.1:69`, `*:80`, `[::]:80`. */
const localAddress = /^\S+\s+\d+\s+\d+\s+(\S+):\d+\s/;

/** Whether a program that listens there receives what is sent to `here`. */
const receives = (local: string, here: Here): boolean => {
  const [address = "", device] = local.replace(/[[\]]/g, "").split("%");
  if (device !== undefined && device !== here.interface) return false;
  return ["0.0.0.0", "*", "::", here.address].includes(address);
};

/** Names of the programs in the output of ss(8) that receive what is sent to `here`. Pure. */
export const listenersIn = (text: string, here: Here): string[] =>
  text.split("\n").flatMap((line) => {
    const local = localAddress.exec(line)?.[1];
    if (local === undefined || !receives(local, here)) return [];
    return [/users:\(\("([^"]{1,32})"/.exec(line)?.[1] ?? "another program"];
  });

/** Name of the program that listens on a port of an address; undefined where there is none. */
export const listenerOn = async (
  protocol: "tcp" | "udp",
  port: number,
  here: Here,
): Promise<string | undefined> => {
  const kind = protocol === "tcp" ? "--tcp" : "--udp";
  const command = ["ss", "--no-header", "--listening", "--processes", "--numeric", kind, `sport = :${port}`];
  return listenersIn(await run(command).catch(() => ""), here)[0];
};
