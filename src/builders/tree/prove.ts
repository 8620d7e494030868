import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StageRunner } from "../../pipeline/builder.ts";
import { Unproven } from "../../pipeline/failures/unproven.ts";
import { proofFile } from "../../pipeline/proof.ts";
import type { Proof } from "../../release/proof.ts";
import type { ProveInputs } from "./definitions.ts";

/** Looks whether the parts of an image are sound. @throws Unproven with what is not */
export const prove: StageRunner<ProveInputs> = async ({ inputs, output, input, signal, log, progress }) => {
  progress(undefined, "looking at the parts");
  const parts = {
    vmlinuz: join(input("kernel"), "vmlinuz"),
    initrd: join(input("initrd"), "initrd"),
    rootfs: join(input("rootfs"), "rootfs.squashfs"),
  };
  // Not loaded where a build is only planned.
  const { look } = await import("../../proof/look.ts");
  const findings = await look(parts, { leftOut: inputs.leftOut, signal });
  for (const { check, problem } of findings) log(`${check}: ${problem}`);
  const proof: Proof = { how: "look", ok: findings.length === 0, findings };
  if (!proof.ok) throw new Unproven(proof);
  log("init, shell, kernel, units and initrd are sound");
  await writeFile(join(output, proofFile), JSON.stringify(proof));
};
