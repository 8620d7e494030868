import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { signNeed, stubFile } from "../../../src/trust/uki/needs.ts";
import { appendSections, PeError } from "../../../src/trust/uki/pe.ts";
import { signForFirmware } from "../../../src/trust/uki/sign.ts";
import { makeUki } from "../../../src/trust/uki/uki.ts";
import { ownConfig } from "../../support/trust.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-uki-"));
let config: string;
beforeAll(() => {
  config = ownConfig();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(config, { recursive: true });
});

/** A small PE32+ image as gnu-efi's linker makes them: one section, room for five more headers, symbols at its end. */
const tinyStub = (): Buffer => {
  const image = Buffer.alloc(0x600);
  image.write("MZ");
  image.writeUInt32LE(0x80, 0x3c);
  image.write("PE\0\0", 0x80, "latin1");
  image.writeUInt16LE(0x8664, 0x84);
  image.writeUInt16LE(1, 0x86);
  image.writeUInt32LE(0x600, 0x8c);
  image.writeUInt16LE(240, 0x94);
  const optional = 0x98;
  image.writeUInt16LE(0x20b, optional);
  image.writeUInt32LE(0x1000, optional + 32);
  image.writeUInt32LE(0x200, optional + 36);
  image.writeUInt32LE(0x2000, optional + 56);
  image.writeUInt32LE(0x400, optional + 60);
  image.writeUInt32LE(16, optional + 108);
  const header = optional + 240;
  image.write(".text", header, "latin1");
  for (const [index, value] of [0x100, 0x1000, 0x200, 0x400].entries())
    image.writeUInt32LE(value, header + 8 + index * 4);
  image.writeUInt32LE(0x60000020, header + 36);
  return Buffer.concat([image, Buffer.from("symbols")]);
};

const parts = (stub: Buffer) => ({
  ...{ stub, kernel: randomBytes(70_001), initrd: randomBytes(12_345), version: "6.12.0-amd64" },
  ...{ parameters: ["boot=ram", "console=tty1"], image: "lab", release: "20261121T000000Z-1" },
});

/** What binutils read of a section. */
const sectionOf = (path: string, name: string): Buffer => {
  const to = join(folder, "section");
  rmSync(to, { force: true });
  execFileSync("objcopy", ["-O", "binary", `--only-section=${name}`, path, to]);
  return readFileSync(to);
};

const hasBinutils = spawnSync("objcopy", ["--version"]).status === 0;
const hasStub = existsSync(stubFile);
const hasSbsign = spawnSync("sbsign", ["--version"]).status === 0;

describe.skipIf(!hasBinutils)("a unified kernel image", () => {
  it.each([
    ["of a small stub", tinyStub],
    ...(hasStub ? [["of systemd's stub", () => readFileSync(stubFile)] as const] : []),
  ] as const)("%s has its parts where other programs find them", (_, stub) => {
    const all = parts(stub());
    const image = makeUki(all);
    expect(makeUki(all).equals(image)).toBe(true);
    const path = join(folder, "image.efi");
    writeFileSync(path, image);
    expect(sectionOf(path, ".linux").subarray(0, all.kernel.length).equals(all.kernel)).toBe(true);
    expect(sectionOf(path, ".initrd").subarray(0, all.initrd.length).equals(all.initrd)).toBe(true);
    expect(sectionOf(path, ".cmdline").toString()).toMatch(/^boot=ram console=tty1\0*$/);
    expect(sectionOf(path, ".uname").toString()).toMatch(/^6\.12\.0-amd64\0*$/);
    expect(sectionOf(path, ".osrel").toString()).toContain('PRETTY_NAME="lab 20261121T000000Z-1"\n');
    const before = join(folder, "stub.efi");
    writeFileSync(before, stub());
    for (const name of hasStub && stub !== tinyStub ? [".text", ".sbat", ".sdmagic"] : [".text"])
      expect(sectionOf(path, name).equals(sectionOf(before, name))).toBe(true);
    // Sections do not overlap in memory.
    const rows = execFileSync("objdump", ["-h", path], { encoding: "utf8" });
    const sections = [...rows.matchAll(/^ +\d+ (\.\w+) +(\w+) +(\w+)/gm)]
      .map(([, name, size, at]) => ({ name, from: parseInt(at ?? "", 16), size: parseInt(size ?? "", 16) }))
      .sort((a, b) => a.from - b.from);
    expect(sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining([".text", ".osrel", ".uname", ".cmdline", ".linux", ".initrd"]),
    );
    for (const [index, { from, size }] of sections.slice(0, -1).entries())
      expect(from + size).toBeLessThanOrEqual(sections[index + 1]?.from ?? 0);
  });
});

describe("what is no image to append to", () => {
  const changed = (change: (image: Buffer) => unknown) => {
    const image = tinyStub();
    change(image);
    return image;
  };
  const optional = 0x98;
  const one = [{ name: ".new", content: Buffer.from("x") }];

  it.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "does not begin with MZ"],
    ["text", Buffer.from("x".repeat(500)), "does not begin with MZ"],
    [
      "headers beyond its end",
      changed((image) => image.writeUInt32LE(0xfffffff0, 0x3c)),
      "headers lie outside",
    ],
    ["no PE header", changed((image) => image.write("NE", 0x80)), "no PE header"],
    ["32 bits", changed((image) => image.writeUInt16LE(0x10b, optional)), "not PE32+"],
    ["a signature", changed((image) => image.writeUInt32LE(8, optional + 148)), "signed already"],
    [
      "more sections than headers",
      changed((image) => image.writeUInt16LE(60000, 0x86)),
      "section table is longer",
    ],
    ["odd alignment", changed((image) => image.writeUInt32LE(3, optional + 36)), "no powers of two"],
    ["alignment 0", changed((image) => image.writeUInt32LE(0, optional + 32)), "no powers of two"],
    [
      "a section beyond its end",
      changed((image) => image.writeUInt32LE(0x7fff0000, 0x188 + 20)),
      "lies outside of it",
    ],
    [
      "a section over its headers",
      changed((image) => image.writeUInt32LE(0, 0x188 + 20)),
      "lies outside of it",
    ],
    ["no room", changed((image) => image.fill(1, 0x1b0, 0x1d8)), "no room for more sections"],
    [
      "a section of that name",
      changed((image) => image.write(".new\0", 0x188, "latin1")),
      "a section .new already",
    ],
    [
      "a section in high memory",
      changed((image) => image.writeUInt32LE(0xfffff000, 0x188 + 12)),
      "larger than 2 GiB",
    ],
  ])("%s", (_, image, why) => {
    expect(() => appendSections(image, one)).toThrow(why);
  });

  it("is refused however it is cut or changed, and never ends in another error", () => {
    const whole = tinyStub();
    const tried = (image: Buffer) => {
      try {
        appendSections(image, one);
      } catch (error) {
        expect(error).toBeInstanceOf(PeError);
      }
    };
    for (let length = 0; length < whole.length; length += 7) tried(whole.subarray(0, length));
    for (let round = 0; round < 3000; round += 1) {
      const image = Buffer.from(whole);
      for (const byte of randomBytes(3)) image[(round * 7 + byte) % 0x1b0] = byte;
      tried(image);
    }
  });
});

describe.skipIf(!hasStub || !hasSbsign)(`signed by ${signNeed.what}`, () => {
  it("an image is what firmware with that certificate takes, until a byte of any section changes", async () => {
    await makeKeys("site", {
      kinds: ["release", "db"],
      bits: 2048,
      passphrase: "a long passphrase",
      tokens: {},
    });
    await makeKeys("other", { kinds: ["db"], bits: 2048, passphrase: undefined, tokens: {} });
    const { db } = await openKeys("site", true, async () => "a long passphrase");
    if (!db) throw new Error("there is no key for firmware");
    const all = parts(readFileSync(stubFile));
    const unsigned = makeUki(all);
    const signed = await signForFirmware(unsigned, db, folder);
    const path = join(folder, "signed.efi");
    const verify = (image: Buffer, name = "site") => {
      writeFileSync(path, image);
      return spawnSync("sbverify", ["--cert", join(config, `keys/${name}/db.crt`), path], {
        encoding: "utf8",
      });
    };
    expect(verify(signed).status).toBe(0);
    // No gap, and nothing behind the last section: all of it is under the signature.
    expect(verify(signed).stderr).not.toContain("warning");
    expect(verify(signed, "other").status).not.toBe(0);
    expect(verify(unsigned).status).not.toBe(0);
    for (const part of [
      all.kernel,
      all.initrd,
      Buffer.from("boot=ram"),
      Buffer.from("6.12.0-amd64"),
      Buffer.from("sbat,1"),
    ]) {
      const at = signed.indexOf(part);
      expect(at).toBeGreaterThan(0);
      const spoilt = Buffer.from(signed);
      spoilt[at] = (spoilt[at] as number) ^ 1;
      expect(verify(spoilt).status).not.toBe(0);
    }
    // Without its signature it is what the manifest has the sum of.
    writeFileSync(path, signed);
    execFileSync("sbattach", ["--remove", path]);
    const bare = readFileSync(path).subarray(0, unsigned.length);
    const withoutChecksum = (image: Buffer) => {
      const copy = Buffer.from(image);
      copy.writeUInt32LE(0, copy.readUInt32LE(0x3c) + 24 + 64);
      return createHash("sha256").update(copy).digest("hex");
    };
    expect(withoutChecksum(bare)).toBe(withoutChecksum(unsigned));
  });
});
