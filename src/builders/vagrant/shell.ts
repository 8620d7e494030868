import { handOver } from "../../system/terminal.ts";
import type { Provider } from "./boxes/known-boxes.ts";
import { isUp } from "./machine.ts";
import { byHand, vagrantEnvironment } from "./place.ts";
import { machineNamed, type Session } from "./session.ts";

/** Gives our terminal to a person who works in a machine; resolves when they leave. */
export const logIn = (provider: Provider, machine: string): Promise<void> =>
  handOver(["vagrant", "ssh", machine], `Logging in to ${machine}.`, vagrantEnvironment(provider));

/** A shell in the template after a stage has failed, where the template is up. */
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
