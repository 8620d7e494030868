import { execFileSync, spawnSync } from "node:child_process";
import { verify, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenUri } from "../../../src/grammar/grammar.ts";
import { signDetached } from "../../../src/trust/firmware/sign.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { stubFile } from "../../../src/trust/uki/needs.ts";
import { signForFirmware } from "../../../src/trust/uki/sign.ts";
import { makeUki } from "../../../src/trust/uki/uki.ts";
import { ownConfig, releaseKeys } from "../../support/trust.ts";

const library = "/usr/lib/softhsm/libsofthsm2.so";
const engine = "/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so";
const ready = [library, engine, stubFile].every((file) => existsSync(file));
const pin = "4321";

describe.skipIf(!ready)("a firmware key in a token", () => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-token-"));
  const uri = "pkcs11:token=site;object=db";
  const options = { kinds: ["db"], bits: 2048 } as const;
  let config: string;
  /** A token with a key in it. */
  const initToken = () => {
    const quiet = { stdio: "ignore" } as const;
    execFileSync(
      "softhsm2-util",
      ["--init-token", "--free", "--label", "site", "--so-pin", "1234", "--pin", pin],
      quiet,
    );
    execFileSync(
      "pkcs11-tool",
      [
        ...["--module", library, "--token-label", "site", "--login", "--pin", pin],
        ...["--keypairgen", "--key-type", "rsa:2048", "--label", "db", "--id", "01"],
      ],
      quiet,
    );
  };
  beforeAll(async () => {
    config = ownConfig();
    mkdirSync(join(folder, "tokens"));
    process.env.SOFTHSM2_CONF = join(folder, "softhsm.conf");
    process.env.PKCS11_MODULE_PATH = library;
    writeFileSync(join(folder, "softhsm.conf"), `directories.tokendir = ${join(folder, "tokens")}\n`);
    initToken();
    await releaseKeys("site");
    await makeKeys("site", { ...options, passphrase: pin, tokens: { db: uri } });
  });
  afterAll(() => {
    delete process.env.SOFTHSM2_CONF;
    delete process.env.PKCS11_MODULE_PATH;
    rmSync(folder, { recursive: true });
    rmSync(config, { recursive: true });
  });

  it("stays in the token, and signs what firmware takes", async () => {
    expect(existsSync(join(config, "keys/site/db.key"))).toBe(false);
    expect(keyOf(await readKeySet("site"), "db").token).toBe(uri);
    const { db } = await openKeys("site", true, async () => pin);
    if (!db) throw new Error("there is no key for firmware");
    const unsigned = makeUki({
      ...{ stub: readFileSync(stubFile), kernel: Buffer.from("kernel"), initrd: Buffer.from("initrd") },
      ...{ parameters: ["boot=ram"], version: "6.12.0", image: "lab", release: "20261121T000000Z-1" },
    });
    const path = join(folder, "signed.efi");
    writeFileSync(path, await signForFirmware(unsigned, db, folder));
    const certificate = join(config, "keys/site/db.crt");
    expect(spawnSync("sbverify", ["--cert", certificate, path]).status).toBe(0);
  });

  it("signs changes of what firmware knows, too", async () => {
    const { db } = await openKeys("site", true, async () => pin);
    if (!db) throw new Error("there is no key for firmware");
    const signed = await signDetached(Buffer.from("a change"), db);
    expect(signed.subarray(13, 22).toString("hex")).toBe("608648016503040201");
    expect(signed.includes(new X509Certificate(db.open).raw)).toBe(true);
    // The signature is the last value, without attributes: over the bytes themselves.
    const { publicKey } = new X509Certificate(db.open);
    expect(verify("sha256", Buffer.from("a change"), publicKey, signed.subarray(-256))).toBe(true);
  });

  it.each([
    ["that is not plugged in", "pkcs11:token=gone;object=db", pin, "the token is not there"],
    ["without such a key", "pkcs11:token=site;object=other", pin, "the token has no such key"],
    ["with another PIN", uri, "9999", "its PIN is wrong"],
  ])("is refused of a token %s, and nothing is made", async (_, token, said, why) => {
    const refused = makeKeys("none", { ...options, passphrase: said, tokens: { db: token } });
    await expect(refused).rejects.toThrow(why);
    await expect(readKeySet("none")).rejects.toThrow("There are no keys none");
  });

  it("is refused before a build begins where the token was pulled, or is another one", async () => {
    const usual = process.env.SOFTHSM2_CONF;
    const open = (said = pin) => openKeys("site", true, async () => said);
    mkdirSync(join(folder, "others"));
    process.env.SOFTHSM2_CONF = join(folder, "others.conf");
    writeFileSync(join(folder, "others.conf"), `directories.tokendir = ${join(folder, "others")}\n`);
    await expect(open()).rejects.toThrow("the token is not there");
    initToken();
    await expect(open()).rejects.toThrow("is not that of");
    process.env.SOFTHSM2_CONF = usual;
    await expect(open("9999")).rejects.toThrow("its PIN is wrong");
    await open();
  });

  it("is refused where the library of the token cannot be loaded", async () => {
    process.env.PKCS11_MODULE_PATH = "/nonexistent.so";
    const refused = makeKeys("none", { ...options, passphrase: pin, tokens: { db: uri } });
    await expect(refused).rejects.toThrow("the library of the token cannot be loaded");
    process.env.PKCS11_MODULE_PATH = library;
  });
});

it.each([
  "",
  "file:x",
  "pkcs11:",
  "pkcs11:object=a b",
  "pkcs11:object=db?pin-value=1",
  "pkcs11:a;$(id)",
  "-x",
])("%j is no URI of a key", (text) => {
  expect(tokenUri.safeParse(text).success).toBe(false);
});
