import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Elf, ElfError, readElf } from "../../../src/proof/elf.ts";
import { makeElf } from "../../support/files/elf.ts";
import { randomBy } from "../../support/files/random.ts";

/** The result, or the error that is meant for files that are not sound. Any other error fails the test. */
const readOr = (bytes: Buffer): Elf | ElfError => {
  try {
    return readElf(bytes);
  } catch (error) {
    if (error instanceof ElfError) return error;
    throw error;
  }
};

describe("an ELF file", () => {
  it("tells its interpreter, its libraries and where it looks for them", () => {
    const file = makeElf({
      interpreter: "/lib64/ld-linux-x86-64.so.2",
      needed: ["libone.so.1", "libtwo.so.2"],
      rpath: "/opt/a:/opt/b",
      runpath: "$ORIGIN/../lib",
    });
    expect(readElf(file)).toEqual({
      machine: 62,
      interpreter: "/lib64/ld-linux-x86-64.so.2",
      needed: ["libone.so.1", "libtwo.so.2"],
      rpath: ["/opt/a", "/opt/b"],
      runpath: ["$ORIGIN/../lib"],
    });
  });

  it("without a dynamic section needs nothing", () => {
    const file = makeElf();
    file.writeUInt16LE(0, 56);
    expect(readElf(file)).toMatchObject({ interpreter: undefined, needed: [] });
  });

  it("of this machine is read as its own tools read it", () => {
    const real = readFileSync(process.execPath);
    const { needed, interpreter } = readElf(real);
    // ldd starts the interpreter, which lists what it loads.
    const said = execFileSync("ldd", [process.execPath], { encoding: "utf8" });
    for (const name of needed) expect(said).toContain(name);
    expect(said).toContain(interpreter);
    expect(needed).toContain("libc.so.6");
  });
});

describe("a hostile file", () => {
  const file = makeElf({ interpreter: "/lib/ld.so", needed: ["libc.so.6"], runpath: "/usr/lib/own" });
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const copy = Buffer.from(file);
    change(copy);
    return copy;
  };

  it.each([
    ["text", Buffer.from("#!/bin/sh\n"), "it is no program"],
    ["nothing", Buffer.alloc(0), "it is no program"],
    ["a header that is cut", file.subarray(0, 30), "it ends within its header"],
    ["32 bits", changed((bytes) => bytes.writeUInt8(1, 4)), "it is not for a 64-bit"],
    ["another order of bytes", changed((bytes) => bytes.writeUInt8(2, 5)), "it is not for a 64-bit"],
    [
      "an object file",
      changed((bytes) => bytes.writeUInt16LE(1, 16)),
      "neither a program nor a library (type 1)",
    ],
    ["65535 segments", changed((bytes) => bytes.writeUInt16LE(0xffff, 56)), "it has 65535 program headers"],
    ["small segments", changed((bytes) => bytes.writeUInt16LE(8, 54)), "program headers of 8 bytes"],
    [
      "segments behind its end",
      changed((bytes) => bytes.writeBigUInt64LE(1n << 60n, 32)),
      "before its program headers",
    ],
    [
      "a huge address",
      changed((bytes) => bytes.writeBigUInt64LE(~0n & (2n ** 64n - 1n), 32)),
      "before its program headers",
    ],
    ["names in no segment", changed((bytes) => bytes.writeUInt32LE(7, 64)), "its names lie in no segment"],
  ])("%s: says what is wrong", (_, bytes, message) => {
    const error = readOr(bytes);
    expect(error).toBeInstanceOf(ElfError);
    expect((error as ElfError).message).toContain(message);
  });

  it("that is cut anywhere is refused, and never read beyond its end", () => {
    for (let length = 0; length < file.length; length += 1)
      expect(readOr(file.subarray(0, length))).toBeInstanceOf(ElfError);
  });

  it("with any changed bytes is read or refused, in bounds", () => {
    const { below } = randomBy(17);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Buffer.from(file);
      for (let change = 0; change < 4; change += 1) bytes[below(bytes.length)] = below(256);
      const result = readOr(bytes);
      if (!(result instanceof ElfError)) expect(result.needed.length).toBeLessThanOrEqual(1024);
    }
  });
});
