import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { StageName } from "../../src/pipeline/stage.ts";
import { startThinsmith } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { currentOf } from "../support/releases/build.ts";
import { waitFor } from "../support/wait.ts";
import {
  build,
  domains,
  inMachine,
  inMachines,
  ours,
  patience,
  templateState,
  workplace,
} from "./machines.ts";

interface Moment {
  readonly stage: StageName;
  /** What the stage says in the middle of its work. */
  readonly says: string;
  readonly args?: readonly string[];
  /** Something in the template has changed, so that all its parts are made anew. */
  readonly changed?: boolean;
}

/** In the order in which a build comes to them. What one has finished, the next takes from the cache. */
const moments: readonly Moment[] = [
  { stage: "provision", says: "TASK", args: ["--no-cache", "--only", "customize"] },
  { stage: "customize", says: "what is in the template" },
  { stage: "tree", says: "Removing", changed: true },
  { stage: "kernel", says: "collecting", changed: true },
  { stage: "initrd", says: "Adding", changed: true },
  { stage: "rootfs", says: "blocks", changed: true },
  { stage: "home", says: "collecting", changed: true },
  { stage: "publish", says: "", changed: true },
  { stage: "serve", says: "to the server" },
  { stage: "test", says: "Linux version", args: ["--set", "machines.test=true"] },
  { stage: "machines", says: "graceful shutdown", args: ["--set", "machines.afterwards=halt"] },
];

/** Ansible goes on with what it has begun; nothing else may. */
const provisioningEnds = () =>
  waitFor(
    () => inMachine("server", "flock --nonblock /run/thinsmith-provision.lock echo free || :") === "free\n",
    patience / 1000,
  );

/** What the server gives to clients; throws where it is damaged. */
const served = () =>
  inMachine(
    "server",
    "cd /srv/thinsmith/current && readlink -f . && sha256sum --quiet -c SHA256SUMS && cat SHA256SUMS",
  );

/** Interrupts a build there, and demands that everything is as it was before. */
export const interrupt = async (
  { stage, says, args = [] }: Moment,
  by: "SIGINT" | "SIGKILL",
): Promise<void> => {
  const before = {
    current: await currentOf(workplace.folder, "console-bookworm"),
    template: templateState(),
  };
  const servedBefore = stage === "serve" ? served() : undefined;
  const interrupted = startThinsmith(workplace, [...inMachines, ...args]);
  onTestFinished(() => void interrupted.child.kill("SIGKILL"));
  await interrupted.says(new RegExp(`"stage":"${stage}"[^\n]*${says}`));
  interrupted.child.kill(by);
  const { status, signal, stdout, stderr } = await interrupted.finished;
  expect(stdout).not.toContain(`"stage-ended","stage":"${stage}","outcome":"done"`);
  if (by === "SIGINT") {
    expect({ status, stderr }).toMatchObject({ status: 130 });
    expect(await leftovers(workplace.folder)).toEqual([]);
  } else {
    expect({ signal, stderr }).toMatchObject({ signal: by });
    await waitFor(async () => (await leftovers(workplace.folder)).length === 0, patience / 1000);
  }
  if (!stdout.includes('"stage-ended","stage":"publish","outcome":"done"'))
    expect(await currentOf(workplace.folder, "console-bookworm")).toBe(before.current);
  // The machines are on their way down.
  if (stage === "machines") return;
  if (stage === "provision") return provisioningEnds();
  await waitFor(() => inMachine("template", ours) === "");
  expect(templateState()).toEqual(before.template);
  if (servedBefore) expect(served()).toBe(servedBefore);
  if (by === "SIGINT") expect(domains().filter((name) => name.endsWith("test"))).toEqual([]);
};

/** Folders of sockets, of which a run that was ended long ago may have left one. */
const sockets = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("thinsmith-sockets-"));
const socketsBefore = await sockets();

/** Tests that go on from machines with an image that is served, and leave them so. */
export const interruptions = (): void => {
  // Every stage by one of the two: each is minutes of work for two machines.
  const each = moments.map((moment, index) => ({
    ...{ moment, stage: moment.stage },
    by: index % 2 === 0 ? ("SIGINT" as const) : ("SIGKILL" as const),
  }));
  it.each(each)("by $by in the stage $stage", { timeout: patience }, async ({ moment, stage, by }) => {
    if (moment.changed) inMachine("template", `echo ${by} ${stage} >/etc/by-hand`);
    await interrupt(moment, by);
  });

  it("goes on to an image that boots", { timeout: patience }, async () => {
    const { made } = await build(...inMachines, "--set", "machines.test=true");
    expect(made).toEqual(expect.arrayContaining(["up", "serve", "test", "machines"]));
    expect(domains().filter((name) => name.endsWith("test"))).toEqual([]);
    expect(inMachine("template", "ls -A /var/lib/thinsmith/out")).toBe("");
    expect((await sockets()).filter((name) => !socketsBefore.includes(name))).toEqual([]);
    const halfMade = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith("."));
    expect(await halfMade(join(workplace.folder, "build/console-bookworm/releases"))).toEqual([]);
    expect(await halfMade(join(workplace.env.THINSMITH_CACHE as string, "stages"))).toEqual([]);
  });
};
