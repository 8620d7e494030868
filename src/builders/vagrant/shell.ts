import { logIn } from "./log-in.ts";
import { isUp } from "./machine.ts";
import { byHand } from "./place.ts";
import { machineNamed, type Session } from "./session.ts";

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
