import { type Proof, problemLines } from "../../release/proof.ts";
import { ThinsmithError } from "../../system/errors.ts";

/** An image failed its proof: it becomes a candidate, not a release that clients get. */
export class Unproven extends ThinsmithError {
  /** @param notes of a test boot, by their names in a release */
  constructor(
    readonly proof: Proof,
    readonly notes: ReadonlyMap<string, Buffer> = new Map(),
  ) {
    const { how, findings, boot } = proof;
    const count = `${findings.length} ${findings.length === 1 ? "thing is" : "things are"} wrong`;
    const title =
      how === "boot"
        ? `The image does not boot as it should, with ${boot?.memoryMiB} MiB of memory: ${count}.`
        : `The image is not sound: ${count}.`;
    super([title, ...problemLines(proof)].join("\n"), {
      remedy:
        how === "boot"
          ? "Its console is in the log. What was slow rather than wrong may pass when it is built again."
          : "Put back what is missing: exclude.paths and exclude.packages leave files out, packages.remove removes packages.",
    });
  }
}
