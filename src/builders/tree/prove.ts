import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StageContext, StageRunner } from "../../pipeline/builder.ts";
import { Unproven } from "../../pipeline/failures/unproven.ts";
import { proofFile } from "../../pipeline/prove-parts.ts";
import type { Proof } from "../../release/proof.ts";
import { testNotes } from "../../release/tested.ts";
import type { ProveInputs } from "./definitions.ts";

type Context = StageContext<ProveInputs>;

const lookAt = async ({ inputs, input, signal, log, progress }: Context): Promise<Proof> => {
  progress(undefined, "looking at the parts");
  // Not loaded where a build is only planned.
  const { look } = await import("../../proof/look.ts");
  const parts = {
    vmlinuz: join(input("kernel"), "vmlinuz"),
    initrd: join(input("initrd"), "initrd"),
    rootfs: join(input("rootfs"), "rootfs.squashfs"),
  };
  const findings = await look(parts, { leftOut: inputs.leftOut, signal });
  for (const { check, problem } of findings) log(`${check}: ${problem}`);
  if (findings.length === 0) log("init, shell, kernel, units and initrd are sound");
  return { how: "look", ok: findings.length === 0, findings };
};

/** @returns also the notes that a test boot leaves with its release, by their names */
const boot = async (what: NonNullable<ProveInputs["boot"]>, context: Context) => {
  const { input, output } = context;
  const [{ stageRelease }, { proveByBooting }] = await Promise.all([
    import("../../proof/staging.ts"),
    import("../../proof/boot.ts"),
  ]);
  const parts = {
    kernel: input("kernel"),
    initrd: input("initrd"),
    rootfs: input("rootfs"),
    home: input("home"),
  };
  const staged = join(output, "release");
  const proof = await proveByBooting(await stageRelease(parts, what, staged), context);
  const notes = new Map<string, Buffer>();
  for (const name of testNotes) {
    const note = await readFile(join(staged, name)).catch(() => undefined);
    if (note) notes.set(name, note);
  }
  await rm(staged, { recursive: true });
  return { proof, notes };
};

/** Proves the parts of an image, as far as the settings ask for. @throws Unproven with what is not sound */
export const prove: StageRunner<ProveInputs> = async (context) => {
  const { inputs, output } = context;
  const looked = { proof: await lookAt(context), notes: new Map<string, Buffer>() };
  const { proof, notes } = looked.proof.ok && inputs.boot ? await boot(inputs.boot, context) : looked;
  if (!proof.ok) throw new Unproven(proof, notes);
  for (const [name, note] of notes) await writeFile(join(output, name), note);
  await writeFile(join(output, proofFile), JSON.stringify(proof));
};
