import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../grammar/json.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { sayThere } from "./machine.ts";
import { byHand, isMade, stateDirectory } from "./place.ts";
import { machineNamed, machineNames, type Session } from "./session.ts";

const boxMeta = z.object({ name: z.string(), version: z.string().optional() });

/** The box that a machine was made from, if the machine exists. Vagrant records the box before it makes the machine. */
const boxOfMachine = async (
  machine: string,
  { provider }: Session,
): Promise<z.infer<typeof boxMeta> | undefined> => {
  if (!(await isMade(machine, provider))) return undefined;
  const file = join(stateDirectory(), "machines", machine, provider, "box_meta");
  return readJson(boxMeta, await readFile(file, "utf8").catch(() => ""));
};

/** Checks that existing machines were made from the box of the settings, since Vagrant does not. @throws ThinsmithError */
export const checkBox = async (session: Session): Promise<void> => {
  const wanted = session.machines.boxes[session.provider];
  for (const machine of machineNames) {
    const has = await boxOfMachine(machine, session);
    if (has === undefined || wanted === undefined) continue;
    if (has.name === wanted.name && (wanted.version ?? has.version) === has.version) continue;
    const named = ({ name, version }: { name: string; version?: string | undefined }) =>
      [name, version].filter(Boolean).join(" ");
    throw new ThinsmithError(
      `The machine ${machine} was made from the box ${named(has)}, not from ${named(wanted)}.`,
      {
        remedy: `Set base.box and base.boxVersion so, or remove the machines, with what was done in them: ${byHand("destroy", "--force")}`,
      },
    );
  }
};

/** Checks the template's suite, since packages and network of a client depend on it. @throws ThinsmithError */
export const checkSuite = async (
  base: Pick<Settings["base"], "distribution" | "suite">,
  signal: AbortSignal,
): Promise<void> => {
  const text = await sayThere(machineNamed("template"), "cat /etc/os-release", { signal });
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(text)?.[1] ?? "";
  const suite = value("VERSION_CODENAME");
  if (value("ID") === base.distribution && (suite === base.suite || suite === "")) return;
  throw new ThinsmithError(
    `The template's box holds ${value("ID")} ${suite}, but base.suite is ${base.distribution} ${base.suite}.`,
    {
      remedy: `Set base.suite=${suite}; or take another box with base.box, and remove the machines, with what was done in them: ${byHand("destroy", "--force")}`,
    },
  );
};
