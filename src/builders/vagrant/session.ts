import { writeFile } from "node:fs/promises";
import type { StageContext } from "../../pipeline/builder.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import type { Machine } from "./machine.ts";
import type { Machines } from "./machines.ts";
import { ownFile } from "./place.ts";
import { type VagrantOptions, vagrant } from "./vagrant.ts";

/** What the stages of a build know about its machines. */
export interface Session {
  readonly provider: Provider;
  readonly machines: Machines;
  /** If false, work that is done according to the machines is done again. */
  readonly useCache: boolean;
}

/** The machines of a build, in the order in which they are shown. */
export const machineNames = ["template", "server"] as const;
/** All machines. `test` exists only during a test boot, or if a person has made it. */
export const allMachineNames = [...machineNames, "test"] as const;

const sshConfig = () => ownFile("ssh_config");

/** A machine for SSH. The stage `up` has written its configuration. */
export const machineNamed = (name: (typeof machineNames)[number]): Machine => ({
  name,
  config: sshConfig(),
});

/** Options with which a stage runs Vagrant: Vagrant is cancelled with the stage, and writes to its log. */
export const within = (
  { provider }: Session,
  { signal, log }: Pick<StageContext, "signal" | "log">,
): VagrantOptions => ({ provider, signal, onLine: log });

/** Writes the SSH configuration of the running machines. */
export const noteSshConfig = async (session: Session, signal: AbortSignal): Promise<void> => {
  const lines = await vagrant(["ssh-config", `/^(${machineNames.join("|")})$/`], {
    provider: session.provider,
    signal,
  });
  const config = lines.flatMap(({ type, data }) => (type === "ssh-config" ? [data[0] ?? ""] : []));
  await writeFile(sshConfig(), config.join("\n"), { mode: 0o600 });
};
