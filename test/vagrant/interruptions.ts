import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StageName } from "../../src/build/stage.ts";
import { startThinsmith } from "../support/cli.ts";
import { waitFor } from "../support/wait.ts";
import {
  build,
  domains,
  inMachine,
  inMachines,
  packers,
  patience,
  templateState,
  workplace,
} from "./machines.ts";

interface Moment {
  readonly stage: StageName;
  /** An event that tells that the stage is in the middle of its work. */
  readonly event: RegExp;
  readonly args?: readonly string[];
  /** Something in the template has changed, so that its parts are made anew. */
  readonly changed?: boolean;
}

const event = (stage: StageName, detail: string) => new RegExp(`"stage":"${stage}"[^\n]*${detail}`);
const atWork = (stage: StageName, detail: string): Moment => ({ stage, event: event(stage, detail) });
const changed = (moment: Moment): Moment => ({ ...moment, changed: true });

/** In the order in which a build comes to them: each leaves to the next what it has finished. */
const moments: readonly Moment[] = [
  { ...atWork("provision", "TASK"), args: ["--no-cache", "--only", "customize"] },
  atWork("customize", "what is in the template"),
  changed(atWork("tree", "Removing")),
  changed(atWork("kernel", "collecting")),
  changed(atWork("initrd", "Adding")),
  changed(atWork("rootfs", "blocks")),
  changed(atWork("home", "collecting")),
  changed({ stage: "publish", event: /"stage-started","stage":"publish"/ }),
  atWork("serve", "to the server"),
  { ...atWork("test", "Linux version"), args: ["--set", "machines.test=true"] },
  { ...atWork("machines", "graceful shutdown"), args: ["--set", "machines.afterwards=halt"] },
];

/** Programs that a build of the tests' has started here, Vagrant's among them, as their command lines. */
const startedHere = (): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const inIt = readFileSync(join("/proc", pid, "environ"), "utf8").includes(workplace.folder);
        return inIt ? [readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ")] : [];
      } catch {
        return [];
      }
    });

/** Tests that go on from machines that are provisioned, and leave them so, with an image that is served. */
export const interruptions = (): void => {
  describe.each(["SIGINT", "SIGKILL"] as const)("by %s", (signal) => {
    it.each(moments)(
      "in the stage $stage",
      { timeout: patience },
      async ({ stage, event, args = [], changed }) => {
        if (changed) inMachine("template", `echo ${signal} ${stage} >/etc/by-hand`);
        // Where the machines are halted, the build starts them.
        const before = stage === "provision" ? undefined : templateState();
        const { child, says, finished } = startThinsmith(workplace, [...inMachines, ...args]);
        await says(event);
        child.kill(signal);
        const { status, stderr } = await finished;
        expect({ status, stderr }).toMatchObject(signal === "SIGINT" ? { status: 130 } : { status: null });
        await waitFor(() => startedHere().length === 0, 120);
        if (stage === "machines") return;
        await waitFor(() => inMachine("template", packers) === "", 60);
        if (before) expect(templateState()).toEqual(before);
        if (signal === "SIGINT") expect(domains().filter((name) => name.endsWith("test"))).toEqual([]);
      },
    );

    it("goes on to an image that boots", { timeout: patience }, async () => {
      const { made } = await build(...inMachines, "--set", "machines.test=true");
      expect(made).toEqual(expect.arrayContaining(["up", "serve", "test", "machines"]));
    });
  });
};
