import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../grammar/json.ts";
import { noProof, type Proof, proofSchema } from "../release/proof.ts";
import { testNotes } from "../release/tested.ts";
import { StageFailure } from "./failures/failure-of.ts";
import { Unproven } from "./failures/unproven.ts";
import type { Runner } from "./runner.ts";

/** The file in which the stage `prove` leaves what it has proven. Only what passed is kept in the cache. */
export const proofFile = "proof.json";

/** What is known of the parts of an image before they are published. */
interface Proven {
  readonly proof: Proof;
  /** What a test boot leaves with its release, by the names of the files. */
  readonly notes: ReadonlyMap<string, Buffer>;
  /** That of the stage `prove`, if the image did not pass. */
  readonly failure?: StageFailure;
}

/**
 * Runs the stage `prove`, where the plan has one.
 * @throws StageFailure if it could not find out whether the image is sound
 */
export const proveParts = async (runner: Runner): Promise<Proven> => {
  if (!runner.has("prove")) return { proof: noProof, notes: new Map() };
  try {
    const { directory } = await runner.result("prove");
    const proof = readJson(proofSchema, await readFile(join(directory, proofFile), "utf8"));
    if (!proof) throw new Error(`${proofFile} of the stage prove is no proof`);
    const notes = new Map<string, Buffer>();
    for (const name of testNotes) {
      const note = await readFile(join(directory, name)).catch(() => undefined);
      if (note) notes.set(name, note);
    }
    return { proof, notes };
  } catch (error) {
    if (!(error instanceof StageFailure && error.cause instanceof Unproven)) throw error;
    return { proof: error.cause.proof, notes: error.cause.notes, failure: error };
  }
};
