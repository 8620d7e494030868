import { handOver } from "../../system/terminal.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import { isUp } from "./machine.ts";
import { byHand, vagrantEnvironment } from "./place.ts";
import { machineNamed, type Session } from "./session.ts";

/** Logs in to a machine with our terminal. Resolves when the person leaves. */
export const logIn = (provider: Provider, machine: string): Promise<void> =>
  handOver(["vagrant", "ssh", machine], `Logging in to ${machine}.`, vagrantEnvironment(provider));

/** Opens a shell in the template after a stage has failed, if the template answers. */
export const shellIn =
  ({ provider }: Session) =>
  async (): Promise<void> => {
    const template = machineNamed("template");
    if (await isUp(template)) await logIn(provider, template.name);
    else
      process.stderr.write(
        `There is no shell: the template does not answer. To start it: ${byHand("up", template.name)}\n`,
      );
  };
