import { describe, expect, it } from "vitest";
import { fuzz, fuzzKinds } from "../../support/files/fuzz.ts";

/** npm run bench has 100,000. */
const cases = 2000;

describe("hostile input", () => {
  it.each(fuzzKinds)("to the %s does no harm, and is read the same in any chunks", async (kind) => {
    await fuzz(kind, cases / fuzzKinds.length, 1);
    // The first seed that goes wrong is named.
    await expect(fuzz("nothing" as never, 1, 7)).rejects.toThrow("nothing with seed 7");
  });
});
