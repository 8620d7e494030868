import { writeFile } from "node:fs/promises";
import type { StageContext } from "../../pipeline/builder.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import type { Machine } from "./machine.ts";
import type { Machines } from "./machines.ts";
import { ownFile } from "./place.ts";
import { type VagrantOptions, vagrant } from "./vagrant.ts";

/** What the stages of one build know of its machines. */
export interface Session {
  readonly provider: Provider;
  readonly machines: Machines;
  /** False does again even what the machines say is done. */
  readonly useCache: boolean;
}

/** The machines that a build works with, in the order in which they are named everywhere. */
export const machineNames = ["template", "server"] as const;
/** With the one that is there only while it boots off the server, or because somebody made it by hand. */
export const allMachineNames = [...machineNames, "test"] as const;

const sshConfig = () => ownFile("ssh_config");

/** A machine as SSH reaches it; the stage `up` has written how. */
export const machineNamed = (name: (typeof machineNames)[number]): Machine => ({
  name,
  config: sshConfig(),
});

/** Options of a stage for a command of Vagrant's: it is cancelled with it, and writes to its log. */
export const within = (
  { provider }: Session,
  { signal, log }: Pick<StageContext, "signal" | "log">,
): VagrantOptions => ({ provider, signal, onLine: log });

/** Writes down how the running machines are reached. */
export const noteSshConfig = async (session: Session, signal: AbortSignal): Promise<void> => {
  const lines = await vagrant(["ssh-config", `/^(${machineNames.join("|")})$/`], {
    provider: session.provider,
    signal,
  });
  const config = lines.flatMap(({ type, data }) => (type === "ssh-config" ? [data[0] ?? ""] : []));
  await writeFile(sshConfig(), config.join("\n"), { mode: 0o600 });
};
