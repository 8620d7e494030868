import { describe, expect, it } from "vitest";
import { distance } from "../../../src/grammar/distance.ts";
import { nearest } from "../../../src/grammar/nearest.ts";

describe("the distance of two words", () => {
  it.each([
    ["vim", "vim", 0],
    ["", "vim", 3],
    ["vmi", "vim", 1],
    ["trixei", "trixie", 1],
    ["vim", "vi", 1],
    ["vin", "vim", 1],
    ["kitten", "sitting", 3],
    // Letters that were exchanged are not changed once more.
    ["ca", "abc", 3],
  ])("%j and %j", (one, other, errors) => {
    expect(distance(one, other)).toBe(errors);
    expect(distance(other, one)).toBe(errors);
  });
});

describe("the nearest candidate", () => {
  it("counts two exchanged letters as one error, and takes of equals one as long as the word", () => {
    expect(nearest("trixei", ["trix", "trixie"])).toBe("trixie");
    expect(nearest("sdi", ["sd", "sid"])).toBe("sid");
    expect(nearest("nothing", ["trixie"])).toBeUndefined();
  });
});
