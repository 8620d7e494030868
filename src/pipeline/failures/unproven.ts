import { type Proof, problemLines } from "../../release/proof.ts";
import { ThinsmithError } from "../../system/errors.ts";

/** An image failed its proof: it becomes a candidate, not a release that clients get. */
export class Unproven extends ThinsmithError {
  constructor(readonly proof: Proof) {
    const { length } = proof.findings;
    const title = `The image is not sound: ${length} ${length === 1 ? "thing is" : "things are"} wrong.`;
    super([title, ...problemLines(proof)].join("\n"), {
      remedy:
        "Put back what is missing: exclude.paths and exclude.packages leave files out, packages.remove removes packages.",
    });
  }
}
