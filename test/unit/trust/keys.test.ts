import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportKeys } from "../../../src/trust/keys/export.ts";
import { keyName, keyOf, listKeySets, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { passphraseFrom } from "../../../src/trust/keys/passphrase.ts";
import { openssl, ownConfig, releaseKeys } from "../../support/trust.ts";

let config: string;
const file = (...path: string[]) => join(config, "keys", ...path);
beforeAll(async () => {
  config = ownConfig();
  await makeKeys("site", {
    ...{ kinds: ["release", "db", "KEK", "PK"], bits: 2048, passphrase: undefined, tokens: {} },
  });
});
afterAll(() => rm(config, { recursive: true }));

describe("the keys of a site", () => {
  it("can be read by their user alone", async () => {
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(file())).toBe(0o700);
    expect(await mode(file("site"))).toBe(0o700);
    for (const kind of ["release", "db", "KEK", "PK"])
      expect(await mode(file("site", `${kind}.key`))).toBe(0o600);
  });

  it("are what openssl takes for keys of these kinds, with the fingerprints that it has of them", async () => {
    const set = await readKeySet("site");
    expect(openssl("pkey", "-in", file("site/release.key"), "-noout", "-text")).toMatch(/^ED25519/);
    const der = join(config, "release.der");
    openssl("pkey", "-pubin", "-in", file("site/release.pub"), "-outform", "DER", "-out", der);
    const sum = createHash("sha256")
      .update(await readFile(der))
      .digest("hex");
    expect(keyOf(set, "release").fingerprint).toBe(sum);
    for (const kind of ["db", "KEK", "PK"] as const) {
      const certificate = file("site", `${kind}.crt`);
      const said = openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256", "-subject");
      expect(said.replaceAll(":", "").toLowerCase()).toContain(keyOf(set, kind).fingerprint);
      expect(said).toContain(`CN = site ${kind}`);
      const text = openssl("x509", "-in", certificate, "-noout", "-text");
      expect(text).toContain("Public-Key: (2048 bit)");
      expect(text).toContain("CA:FALSE");
      expect(openssl("verify", "-CAfile", certificate, certificate)).toContain(": OK");
    }
  });

  it("are never replaced, and what is missing is added", async () => {
    const before = await readFile(file("site/release.key"));
    await expect(releaseKeys("site")).rejects.toThrow("have release already");
    expect(await readFile(file("site/release.key"))).toEqual(before);
    await releaseKeys("grows");
    const options = { kinds: ["db"], bits: 3072, passphrase: undefined, tokens: {} } as const;
    const { keys } = await makeKeys("grows", options);
    expect(keys.map(({ kind }) => kind)).toEqual(["release", "db"]);
    // A file that nobody noted is not replaced either, and nothing is left beside it.
    await writeFile(file("grows/PK.crt"), "mine");
    await expect(makeKeys("grows", { ...options, kinds: ["KEK", "PK"] })).rejects.toThrow("EEXIST");
    expect(await readFile(file("grows/PK.crt"), "utf8")).toBe("mine");
    expect((await readdir(file("grows"))).sort()).toEqual(
      ["PK.crt", "db.crt", "db.key", "keys.json", "release.key", "release.pub"].sort(),
    );
  });

  it.each(["", "../x", "a/b", "-x", ".x", "A"])("are not called %j", (name) => {
    expect(() => keyName(name)).toThrow("cannot be the name");
  });

  it("that are not there are named, with those that are", async () => {
    await expect(readKeySet("sit")).rejects.toThrow("did you mean site?");
  });

  it("that are damaged do not hide the others", async () => {
    await releaseKeys("torn");
    await writeFile(file("torn/keys.json"), "{");
    const sets = await listKeySets();
    expect(sets.find(({ name }) => name === "torn")).toMatchObject({
      problem: { message: expect.stringMatching(/damaged/) },
    });
    expect(sets.find(({ name }) => name === "site")).toMatchObject({ keys: expect.anything() });
    await rm(file("torn"), { recursive: true });
  });
});

describe("a private key", () => {
  it.each([
    ["site/release.key", 0o640, 0o600, "chmod 600"],
    ["site", 0o755, 0o700, "chmod 700"],
    [".", 0o711, 0o700, "chmod 700"],
  ])("is refused where others may use %s", async (path, mode, good, remedy) => {
    await chmod(file(path), mode);
    const refused = await openKeys("site", false).catch((error: unknown) => error);
    await chmod(file(path), good);
    expect(refused).toMatchObject({
      message: expect.stringContaining(join(file(path))),
      remedy: expect.stringContaining(`${remedy} ${join(file(path))}`),
    });
    await openKeys("site", false);
  });

  it("is refused where it is not that of its public key", async () => {
    await releaseKeys("mixed");
    await writeFile(file("mixed/release.key"), await readFile(file("site/release.key")));
    await expect(openKeys("mixed", false)).rejects.toThrow("is not that of release.pub");
    await rm(file("mixed"), { recursive: true });
  });

  it("that is gone is named", async () => {
    await releaseKeys("half");
    await rm(file("half/release.key"));
    await expect(openKeys("half", false)).rejects.toThrow(/half\/release\.key cannot be read/);
    await rm(file("half"), { recursive: true });
  });

  it("with a passphrase opens with it alone, and is asked for once", async () => {
    const options = { kinds: ["release", "db"], bits: 2048, tokens: {} } as const;
    await makeKeys("locked", { ...options, passphrase: "six words that nobody says together" });
    expect(await readFile(file("locked/release.key"), "utf8")).toContain("ENCRYPTED");
    expect(await readFile(file("locked/db.key"), "utf8")).toContain("ENCRYPTED");
    for (const kind of ["release", "db"]) {
      const key = file("locked", `${kind}.key`);
      expect(openssl("asn1parse", "-in", key)).toMatch(
        /:scrypt\n[\s\S]*:4000\n.*:08\n.*:05\n[\s\S]*:aes-256-cbc\n/,
      );
      const words = ["-passin", "pass:six words that nobody says together"];
      expect(openssl("pkey", "-in", key, ...words, "-pubout")).toContain("PUBLIC KEY");
    }
    let asked = 0;
    const ask = (answer: string) => async () => {
      asked += 1;
      return answer;
    };
    await openKeys("locked", true, ask("six words that nobody says together"));
    expect(asked).toBe(1);
    const refused = await openKeys("locked", true, ask("other words")).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringContaining("The passphrase of the keys locked is wrong"),
      remedy: expect.stringContaining("whose passphrase is lost"),
    });
    await expect(openKeys("locked", true)).rejects.toThrow("nobody can be asked");
    process.env.THINSMITH_PASSIN = `file:${join(config, "passphrase")}`;
    await writeFile(join(config, "passphrase"), "six words that nobody says together\nmore\n");
    await openKeys("locked", true);
    delete process.env.THINSMITH_PASSIN;
  });
});

describe("a passphrase", () => {
  it.each([
    ["pass:abc", "everybody who lists processes"],
    ["abc", "no place"],
    ["env:THINSMITH_NOT_THERE", "has no THINSMITH_NOT_THERE"],
    ["file:/nonexistent", "ENOENT"],
    ["file:/dev/null", "first line is empty"],
    ["fd:x", "a number"],
    ["fd:99999", "EBADF"],
  ])("is not read from %s", (source, why) => {
    expect(() => passphraseFrom(source)).toThrow(why);
  });
});

describe("what is exported", () => {
  it("has no private key, and does not replace files", async () => {
    const directory = join(config, "out");
    const set = await readKeySet("site");
    const files = await exportKeys(set, directory, false);
    expect(files.map((path) => path.slice(directory.length + 1)).sort()).toEqual(
      [
        ...["site-release.pem", "site-db.pem", "site-db.cer", "site-KEK.pem", "site-KEK.cer"],
        ...["site-PK.pem", "site-PK.cer"],
      ].sort(),
    );
    for (const path of files) expect(await readFile(path, "latin1")).not.toContain("PRIVATE");
    openssl("x509", "-inform", "DER", "-in", join(directory, "site-db.cer"), "-noout");
    await expect(exportKeys(set, directory, false)).rejects.toThrow("are there already");
    // Nothing is written through a link that leads nowhere yet.
    const other = join(config, "other");
    await mkdir(other);
    await symlink(join(config, "elsewhere"), join(other, "site-release.pem"));
    await expect(exportKeys(set, other, false)).rejects.toThrow("is there already");
    await expect(readFile(join(config, "elsewhere"))).rejects.toThrow("ENOENT");
    await exportKeys(set, directory, true);
  });
});
