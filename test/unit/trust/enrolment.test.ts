import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import { authenticated, bareSignedData, signedBytes } from "../../../src/trust/firmware/authenticated.ts";
import { certificatesOf, firmwareKeysOf } from "../../../src/trust/firmware/certificates.ts";
import { enrolmentFiles } from "../../../src/trust/firmware/enrolment.ts";
import { enrolmentArchive } from "../../../src/trust/firmware/enrolment-image.ts";
import { type KeySet, keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openOwners } from "../../../src/trust/keys/open.ts";
import { stubFile } from "../../../src/trust/uki/needs.ts";
import { fakeManifest, makeRelease } from "../../support/releases/fake-release.ts";
import { openssl, ownConfig, releaseKeys } from "../../support/trust.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-enrolment-"));
const at = new Date("2026-11-21T12:34:56.789Z");
const passphrase = "six words that nobody says together";
const id = "20261121T000000Z-1";

let config: string;
let files: Map<string, Buffer>;
let set: KeySet;
let asked = 0;
beforeAll(async () => {
  config = ownConfig();
  await makeKeys("site", { kinds: ["release", "db", "KEK", "PK"], bits: 2048, passphrase, tokens: {} });
  const ask = async () => {
    asked += 1;
    return passphrase;
  };
  const keys = await openOwners("site", ask);
  set = keys.set;
  const made = await enrolmentFiles(keys, at, undefined);
  files = new Map(made.map(([name, content]) => [name, Buffer.from(content)]));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(config, { recursive: true });
});

const fileOf = (name: string): Buffer => {
  const file = files.get(name);
  if (!file) throw new Error(`no ${name}`);
  return file;
};

/** A DER value whose length has two bytes. */
const der = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);

/** The ContentInfo that openssl wants around a SignedData. */
const contentInfo = (signed: Buffer): Buffer =>
  der(0x30, Buffer.concat([Buffer.from("06092a864886f70d010702", "hex"), der(0xa0, signed)]));

/** The parts of an .auth file, by the offsets of EFI_VARIABLE_AUTHENTICATION_2. */
const partsOf = (auth: Buffer) => {
  const end = 16 + auth.readUInt32LE(16);
  return {
    time: auth.subarray(0, 16),
    revision: auth.readUInt16LE(20),
    type: auth.readUInt16LE(22),
    guid: auth.subarray(24, 40).toString("hex"),
    signed: auth.subarray(40, end),
    content: auth.subarray(end),
  };
};

const vendors = {
  PK: "61dfe48bca93d211aa0d00e098032b8c",
  KEK: "61dfe48bca93d211aa0d00e098032b8c",
  db: "cbb219d73a3d9645a3bcdad00e67656f",
};

/** Whether openssl takes the signature of an .auth file for that of a key. */
const verify = (auth: Buffer, kind: keyof typeof vendors, signer: string): string => {
  const { time, signed, content } = partsOf(auth);
  const [signature, data] = [join(folder, "signature"), join(folder, "data")];
  writeFileSync(signature, contentInfo(signed));
  const attributes = Buffer.from("27000000", "hex");
  const vendor = Buffer.from(vendors[kind], "hex");
  writeFileSync(data, Buffer.concat([Buffer.from(kind, "utf16le"), vendor, attributes, time, content]));
  return openssl(
    ...["cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", data],
    ...["-CAfile", join(config, `keys/site/${signer}.crt`), "-purpose", "any"],
    ...["-out", join(folder, "verified")],
  );
};

describe.each([
  ["PK", "PK"],
  ["KEK", "PK"],
  ["db", "KEK"],
] as const)("site-%s.auth", (kind, signer) => {
  it("has the certificate, and is a change by now", () => {
    const { time, revision, type, guid, content } = partsOf(fileOf(`site-${kind}.auth`));
    // What is not date and time of day has to be zero.
    expect(time.toString("hex")).toBe(`ea070b150c2238${"00".repeat(9)}`);
    expect({ revision, type }).toEqual({ revision: 0x0200, type: 0x0ef1 });
    expect(guid).toBe("9dd2af4adf68ee498aa9347d375665a7");
    expect(content.subarray(44).equals(new X509Certificate(keyOf(set, kind).open).raw)).toBe(true);
  });

  it("is a SignedData where firmware looks for its digest, without content and signed attributes", () => {
    const { signed } = partsOf(fileOf(`site-${kind}.auth`));
    expect(signed.subarray(0, 2).toString("hex")).toBe("3082");
    expect(signed.subarray(13, 22).toString("hex")).toBe("608648016503040201");
    writeFileSync(join(folder, "signed"), contentInfo(signed));
    const text = openssl(
      "cms",
      "-cmsout",
      "-print",
      "-noout",
      "-inform",
      "DER",
      "-in",
      join(folder, "signed"),
    );
    expect(text).toContain("eContent: <ABSENT>");
    expect(text).toMatch(/signedAttrs:\s+<ABSENT>/);
  });

  it(`is signed by ${signer}, and by nothing else`, () => {
    const auth = fileOf(`site-${kind}.auth`);
    verify(auth, kind, signer);
    for (const other of ["PK", "KEK", "db"].filter((one) => one !== signer))
      expect(() => verify(auth, kind, other)).toThrow();
    expect(() => verify(auth, kind === "db" ? "KEK" : "db", signer)).toThrow();
    for (const byte of [0, auth.length - 1]) {
      const spoilt = Buffer.from(auth);
      spoilt[byte] = (spoilt[byte] as number) ^ 1;
      expect(() => verify(spoilt, kind, signer)).toThrow();
    }
  });
});

describe("an enrolment", () => {
  it("asks for the passphrase once, and gives no private key away", () => {
    expect(asked).toBe(1);
    expect([...files.keys()].sort()).toEqual(
      [
        ...["site-PK.auth", "site-KEK.auth", "site-db.auth", "site-release.pem"],
        ...["PK", "KEK", "db"].flatMap((kind) => [`site-${kind}.cer`, `site-${kind}.pem`]),
      ].sort(),
    );
    for (const content of files.values()) expect(content.toString("latin1")).not.toContain("PRIVATE");
  });

  it("is refused for keys that have none for firmware, before a passphrase is asked for", async () => {
    await releaseKeys("papers", passphrase);
    const refused = openOwners("papers", async () => {
      throw new Error("asked");
    });
    await expect(refused).rejects.toThrow("have no key that signs what firmware starts (db)");
  });

  it("of an image has its variables where the boot script looks for them", () => {
    const variables = {
      PK: fileOf("site-PK.auth"),
      KEK: fileOf("site-KEK.auth"),
      db: fileOf("site-db.auth"),
    };
    const archive = enrolmentArchive(set, variables);
    const read = (path: string) =>
      execFileSync("cpio", ["-i", "--quiet", "--to-stdout", path], { input: archive });
    for (const kind of ["PK", "KEK", "db"] as const)
      expect(read(`thinsmith/enrol/${kind}.auth`).equals(variables[kind])).toBe(true);
    const text = read("thinsmith/enrol/fingerprint").toString();
    expect(text.split("\n")).toEqual([
      ...["PK", "KEK", "db"].flatMap((kind) => [
        `${kind} of site:`,
        `  ${keyOf(set, kind as "PK").fingerprint}`,
      ]),
      "",
    ]);
    // With what the boot script puts before it, no line is longer than a screen is wide.
    for (const line of text.split("\n")) expect(`thinsmith: ${line}`.length).toBeLessThan(80);
  });
});

describe.skipIf(!existsSync(stubFile))("the image of an enrolment", () => {
  const script = "usr/share/thinsmith/initrd/enrol.sh";
  const enrol = async (output: string, initrd: Buffer) => {
    const release = await makeRelease({
      ...{ output: join(folder, output), id },
      files: { "initrd.img": initrd },
    });
    return enrolmentFiles(await openOwners("site", async () => passphrase), at, release);
  };
  const initrdWith = (path: string) =>
    cpioArchive([
      ...path
        .split("/")
        .slice(0, -1)
        .map((_, index, names) => ({ path: names.slice(0, index + 1).join("/"), mode: 0o040755 })),
      { path, mode: 0o100644, content: Buffer.from("enrol() { :; }\n") },
    ]);

  it("is the release's kernel and initrd, with what is to be enrolled behind it", async () => {
    const initrd = initrdWith(script);
    const made = await enrol("good", initrd);
    const image = Buffer.from(made.find(([name]) => name === "site-enrol.efi")?.[1] ?? "");
    expect(image.subarray(0, 2).toString()).toBe("MZ");
    expect(image.includes(`kernel of ${id}`)).toBe(true);
    const begin = image.indexOf(initrd);
    expect(begin).toBeGreaterThan(0);
    const rest = image.subarray(begin + initrd.length);
    expect(rest.indexOf("thinsmith/enrol/PK.auth")).toBeGreaterThan(0);
    const auth = Buffer.from(made.find(([name]) => name === "site-PK.auth")?.[1] ?? "");
    expect(rest.includes(auth)).toBe(true);
    // Its command line is its own.
    expect(image.includes("boot=ram quiet panic=15 console=tty0 console=ttyS0,115200n8")).toBe(true);
    expect(image.includes('PRETTY_NAME="site-enrol ')).toBe(true);
  });

  it("is not made of a release that does not know how to enrol", async () => {
    await expect(enrol("old", initrdWith("usr/share/thinsmith/initrd/fetch.sh"))).rejects.toThrow(
      "cannot enrol keys",
    );
  });
});

describe("a signature", () => {
  it("is taken out of what is around it, and nothing else is", () => {
    const signed = partsOf(fileOf("site-db.auth")).signed;
    expect(bareSignedData(contentInfo(signed)).equals(signed)).toBe(true);
    const whole = contentInfo(signed);
    for (const wrong of [
      Buffer.alloc(0),
      signed,
      whole.subarray(0, -1),
      Buffer.from(whole.toString("hex").replace("608648016503040201", "608648016503040203"), "hex"),
    ])
      expect(() => bareSignedData(wrong)).toThrow("openssl made a signature");
  });

  it("covers name, GUID, attributes, time and content", () => {
    const covered = signedBytes("KEK", at, Buffer.from("content"));
    expect(covered.toString("hex")).toBe(
      `4b0045004b00${vendors.KEK}27000000ea070b150c2238${"00".repeat(9)}${Buffer.from("content").toString("hex")}`,
    );
    const auth = authenticated(at, Buffer.from("signed"), Buffer.from("content"));
    expect(partsOf(auth)).toMatchObject({ signed: Buffer.from("signed"), content: Buffer.from("content") });
  });
});

describe("the keys that firmware has to know", () => {
  const manifest = (key: string | null) => fakeManifest({ id, settings: { publish: { key } } });

  it("are those that a release was built with, or that a person names", async () => {
    expect((await firmwareKeysOf(manifest("site"))).name).toBe("site");
    expect((await firmwareKeysOf(manifest(null), "site")).name).toBe("site");
    const certificates = certificatesOf(await readKeySet("site"));
    const db = new X509Certificate(readFileSync(join(config, "keys/site/db.crt")));
    expect(certificates.db.equals(db.raw)).toBe(true);
  });

  it("are refused where they are not known, not here, or no keys", async () => {
    await expect(firmwareKeysOf(manifest(null))).rejects.toMatchObject({
      message: expect.stringContaining("does not say which keys"),
      remedy: expect.stringContaining("--key NAME"),
    });
    await expect(firmwareKeysOf(manifest("elsewhere"))).rejects.toMatchObject({
      message: expect.stringContaining("There are no keys elsewhere"),
      remedy: expect.stringContaining("from the machine that has them"),
    });
    await expect(firmwareKeysOf(manifest("site"), "./site.pem")).rejects.toThrow("no name of keys");
    await releaseKeys("letters");
    const set = await firmwareKeysOf(manifest("letters"));
    expect(() => certificatesOf(set)).toThrow("have no key that owns the firmware's keys (PK)");
  });
});
