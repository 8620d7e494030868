import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readVariables, StoreError, withKeys } from "../../../src/trust/firmware/variables.ts";
import { emptyStore, firstVariable, mendChecksum } from "../../support/variable-store.ts";

const certificates = {
  PK: Buffer.from("the certificate of PK"),
  KEK: Buffer.from("the certificate of KEK"),
  db: Buffer.from("the certificate of db"),
};
const at = new Date("2026-11-21T12:34:56Z");
/** 2026-11-21 12:34:56, and nothing else, as an EFI_TIME. */
const time = `ea070b150c2238${"00".repeat(9)}`;
const globalVariable = "61dfe48bca93d211aa0d00e098032b8c";
const database = "cbb219d73a3d9645a3bcdad00e67656f";

const listOf = (image: Buffer) =>
  readVariables(image).map(({ name, vendor, attributes, time: changed, data }) => ({
    ...{ name, vendor: vendor.toString("hex"), attributes, time: changed.toString("hex"), data },
  }));

describe("a store of firmware variables", () => {
  it("gets the keys of a site and Secure Boot, and can be read back", () => {
    const store = withKeys(emptyStore(), certificates, at);
    const keys = listOf(store).filter(({ name }) => name !== "SecureBootEnable");
    expect(keys.map(({ name, vendor }) => [name, vendor])).toEqual([
      ["db", database],
      ["KEK", globalVariable],
      ["PK", globalVariable],
    ]);
    for (const { name, attributes, time: changed, data } of keys) {
      expect({ attributes, changed }).toEqual({ attributes: 0x27, changed: time });
      const certificate = certificates[name as keyof typeof certificates];
      // EFI_SIGNATURE_LIST with one entry: EFI_CERT_X509_GUID, sizes, the owner's GUID, DER.
      expect(data.subarray(0, 16).toString("hex")).toBe("a159c0a5e494a74a87b5ab155c2bf072");
      expect([16, 20, 24].map((field) => data.readUInt32LE(field))).toEqual([
        data.length,
        0,
        16 + certificate.length,
      ]);
      expect(data.subarray(44).equals(certificate)).toBe(true);
    }
    expect(listOf(store).find(({ name }) => name === "SecureBootEnable")).toEqual({
      ...{ name: "SecureBootEnable", vendor: "c70ba3f008af564599c4001009c93a44", attributes: 3 },
      ...{ time: "00".repeat(16), data: Buffer.of(1) },
    });
  });

  it("has each variable as firmware writes it", () => {
    const empty = emptyStore();
    const store = withKeys(empty, certificates, at);
    const header = store.subarray(firstVariable, firstVariable + 60);
    expect(header.toString("hex")).toBe(
      `aa553f0027000000${"00".repeat(8)}${time}000000000600000041000000${database}`,
    );
    expect(store.toString("utf16le", firstVariable + 60, firstVariable + 66)).toBe("db\0");
    // The next one begins at a multiple of 4.
    expect(store.readUInt16LE(firstVariable + 132)).toBe(0x55aa);
    expect(store.subarray(firstVariable + 131, firstVariable + 132)).toEqual(Buffer.of(0xff));
    // What is no variable is as it was.
    expect(store.length).toBe(empty.length);
    expect(store.subarray(0, firstVariable).equals(empty.subarray(0, firstVariable))).toBe(true);
    expect(store.subarray(0x4000).equals(empty.subarray(0x4000))).toBe(true);
  });

  it("keeps the variables that it has, but for those of the same names", () => {
    const others = Object.fromEntries(
      Object.keys(certificates).map((kind) => [kind, Buffer.from(`a vendor's ${kind}`)]),
    ) as typeof certificates;
    const before = withKeys(emptyStore(), others, new Date("2020-01-01T00:00:00Z"));
    // A variable of a vendor's own that only has the name of ours.
    const named = Buffer.from(before);
    named.fill(0xee, firstVariable + 44, firstVariable + 60);
    const store = withKeys(named, certificates, at);
    expect(listOf(store).map(({ name, vendor }) => `${name} ${vendor.slice(0, 4)}`)).toEqual([
      ...["db eeee", "db cbb2", "KEK 61df", "PK 61df", "SecureBootEnable c70b"],
    ]);
    expect(listOf(withKeys(before, certificates, at)).map(({ data }) => data.toString("latin1"))).not.toEqual(
      expect.arrayContaining([expect.stringContaining("a vendor's")]),
    );
  });

  it("is filled to its end, and not beyond", () => {
    const needed = (() => {
      const store = withKeys(emptyStore(), certificates, at);
      return store.subarray(0, 0x4000).findLastIndex((byte) => byte !== 0xff) + 1;
    })();
    const tight = (bytes: number) => {
      const image = emptyStore();
      image.writeUInt32LE(bytes - 72, 88);
      return image;
    };
    expect(listOf(withKeys(tight(needed), certificates, at))).toHaveLength(4);
    expect(() => withKeys(tight(needed - 1), certificates, at)).toThrow("it has no room for the keys");
  });

  const changed = (change: (image: Buffer) => unknown, mend = false) => {
    const image = emptyStore();
    change(image);
    if (mend) mendChecksum(image);
    return image;
  };
  it.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "it is too short"],
    [
      "a disk in another format",
      Buffer.concat([Buffer.from("QFI\xfb"), Buffer.alloc(500)]),
      "does not begin",
    ],
    ["a volume of another kind", changed((image) => image.fill(0, 16, 32)), "does not begin"],
    ["a cut file", emptyStore().subarray(0, 0x2000), "shorter than its header says"],
    ["a damaged header", changed((image) => image.writeUInt8(3, 55)), "checksum of its header"],
    ["a header of no size", changed((image) => image.writeUInt16LE(0, 48), true), "size of its header"],
    ["a header without end", changed((image) => image.writeUInt16LE(0xfffe, 48)), "size of its header"],
    [
      "variables without authentication",
      changed((image) => image.fill(0, 72, 88)),
      "no authenticated variables",
    ],
    ["a store that is not formatted", changed((image) => image.writeUInt8(0xff, 92)), "not in a state"],
    ["a store that reaches too far", changed((image) => image.writeUInt32LE(0x10000, 88)), "lie outside"],
    [
      "a variable that reaches too far",
      changed((image) => {
        image.writeUInt16LE(0x55aa, firstVariable);
        image.writeUInt32LE(2, firstVariable + 36);
      }),
      "a variable is longer",
    ],
    ["something behind its variables", changed((image) => image.writeUInt8(0, 0x3000)), "something behind"],
  ])("is refused as %s", (_, image, why) => {
    expect(() => withKeys(image, certificates, at)).toThrow(why);
  });

  it("is refused however it is changed, and never ends in another error", () => {
    const whole = withKeys(emptyStore(), certificates, at);
    for (let round = 0; round < 2000; round += 1) {
      const image = Buffer.from(whole);
      const bytes = randomBytes(3);
      for (const byte of bytes) image[(round * 5 + byte) % 600] = byte;
      mendChecksum(image);
      try {
        withKeys(image, certificates, at);
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
      }
    }
  });
});

/** Stores that Debian's package ovmf has: an empty one, and one that OVMF itself wrote, with Microsoft's keys. */
const [empty, filled] = ["/usr/share/OVMF/OVMF_VARS_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"] as const;

describe.skipIf(!existsSync(empty) || !existsSync(filled))("Debian's stores", () => {
  it("are read, and take the keys in place of those that they have", () => {
    expect(readVariables(readFileSync(empty))).toEqual([]);
    const before = listOf(readFileSync(filled));
    expect(before).toContainEqual(expect.objectContaining({ name: "PK", attributes: 0x27 }));
    expect(before).toContainEqual(expect.objectContaining({ name: "SecureBootEnable", attributes: 3 }));
    for (const file of [empty, filled]) {
      const template = readFileSync(file);
      const store = withKeys(template, certificates, at);
      expect(store.length).toBe(template.length);
      for (const kind of ["PK", "KEK", "db"] as const) {
        const found = listOf(store).filter(({ name }) => name === kind);
        expect(found).toHaveLength(1);
        expect(found[0]?.data.subarray(44).equals(certificates[kind])).toBe(true);
      }
    }
    const kept = before
      .map(({ name }) => name)
      .filter((name) => !/^(PK|KEK|db|SecureBootEnable)$/.test(name));
    expect(listOf(withKeys(readFileSync(filled), certificates, at)).map(({ name }) => name)).toEqual([
      ...kept,
      ...["db", "KEK", "PK", "SecureBootEnable"],
    ]);
  });
});
