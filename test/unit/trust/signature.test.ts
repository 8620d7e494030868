import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeManifest } from "../../../src/release/files/write-manifest.ts";
import { promote, releasesOf, rollBack } from "../../../src/release/move.ts";
import { type Release, readRelease } from "../../../src/release/release.ts";
import { renameImage } from "../../../src/release/rename.ts";
import { findServedImage, readAssignment } from "../../../src/serve/assignment/releases.ts";
import { keyOf, readKeySet } from "../../../src/trust/keys/key-set.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { demandTrusted, readTrusted } from "../../../src/trust/signature/demand.ts";
import { rememberKey } from "../../../src/trust/signature/known-keys.ts";
import { signRelease } from "../../../src/trust/signature/sign.ts";
import { makeRelease } from "../../support/releases/fake-release.ts";
import { openssl, ownConfig, releaseKeys } from "../../support/trust.ts";

const [first, second] = ["20261121T000000Z-1", "20261122T000000Z-2"] as const;

let folder: string;
let output: string;
let config: string;

/** A release with its sums, as a build makes it. */
const built = async (
  id: string,
  links: readonly ("current" | "canary")[] = ["current"],
): Promise<Release> => {
  const release = await makeRelease({ output, id, links });
  await writeManifest(release.directory, release.manifest);
  return release;
};
const signed = async (id: string, key = "site", links?: readonly ("current" | "canary")[]) => {
  const release = await built(id, links);
  await signRelease(release, await openKeys(key, false));
  return release;
};
const openOf = async (name: string) => keyOf(await readKeySet(name), "release").open;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-signature-"));
  output = join(folder, "build");
  config = ownConfig();
  await releaseKeys("site");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(config, { recursive: true });
});

describe("a signed release", () => {
  it("is one by openssl, with the command that the documentation has", async () => {
    const { directory } = await signed(first);
    const check = (sums: string) =>
      openssl(
        ...["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", join(config, "keys/site/release.pub")],
        ...["-sigfile", join(directory, "SHA256SUMS.sig"), "-in", sums],
      );
    expect(check(join(directory, "SHA256SUMS"))).toContain("Verified Successfully");
    await appendFile(join(directory, "SHA256SUMS"), "x");
    expect(() => check(join(directory, "SHA256SUMS"))).toThrow();
  });

  it("is taken as any other where no key is known for its image", async () => {
    const { directory } = await signed(first);
    expect((await readTrusted(directory)).signer).toBeUndefined();
    expect((await readTrusted(directory, "site")).signer).toBe(
      keyOf(await readKeySet("site"), "release").fingerprint,
    );
  });

  it("is taken by the key that is known for its image, one that a file names, or one that is for all images", async () => {
    const { directory } = await signed(first);
    const open = await openOf("site");
    expect(await rememberKey("lab", open)).toBe(true);
    expect(await rememberKey("lab", open)).toBe(false);
    const { signer } = await demandTrusted(directory);
    expect(signer).toMatch(/^[0-9a-f]{64}$/);
    await rm(join(config, "trusted"), { recursive: true });
    await writeFile(join(config, "trusted.pem"), `# the site\n${open}`);
    expect((await demandTrusted(directory)).signer).toBe(signer);
    await rm(join(config, "trusted.pem"));
    await writeFile(join(folder, "given.pem"), open);
    expect((await demandTrusted(directory, join(folder, "given.pem"))).signer).toBe(signer);
  });

  it("is taken by keys of a name, whatever lies under that name where one works", async () => {
    const { directory } = await signed(first);
    await releaseKeys("other");
    const before = process.cwd();
    process.chdir(folder);
    try {
      await writeFile("site", await openOf("other"));
      expect((await demandTrusted(directory, "site")).signer).toBeDefined();
      await rm("site");
      await mkdir("site");
      expect((await demandTrusted(directory, "site")).signer).toBeDefined();
    } finally {
      process.chdir(before);
    }
  });

  it("says so where only keys for other images are known", async () => {
    const { directory } = await built(first);
    expect((await readTrusted(directory)).unchecked).toBeUndefined();
    await rememberKey("hall", await openOf("site"));
    expect((await readTrusted(directory)).unchecked).toBe(
      `It was not checked who built ${first} of lab: no key is known for that image, only for hall.`,
    );
    const image = await findServedImage("lab", output);
    const { problems } = await readAssignment(image, (serve) => serve);
    expect(problems?.join()).toContain("It was not checked who built");
  });

  it("is not taken where it cannot be told whether keys are known", async () => {
    const { directory } = await built(first);
    // As a directory that this user may not read.
    await symlink("trusted", join(config, "trusted"));
    await expect(readTrusted(directory)).rejects.toThrow("It cannot be told whether there are keys");
  });

  it("is not signed by somebody who has not looked: a damaged one is refused", async () => {
    const release = await built(first);
    await writeFile(join(release.directory, "vmlinuz"), "another");
    const keys = await openKeys("site", false);
    await expect(signRelease(release, keys)).rejects.toThrow("vmlinuz");
    const other = await built(second);
    await appendFile(join(other.directory, "SHA256SUMS"), "x");
    await expect(signRelease(other, keys)).rejects.toThrow("SHA256SUMS");
  });

  it("loses its signature with its name, and says so", async () => {
    await signed(first);
    expect(await renameImage(join(output, "lab"), "hall")).toContain("no longer signed");
    const { directory } = await readRelease(join(output, "hall/current"));
    await expect(demandTrusted(directory, "site")).rejects.toThrow("it is not signed");
  });
});

describe("where a key is known for the image, a release is refused", () => {
  const flip =
    (name: string) =>
    async ({ directory }: Release) => {
      const content = await readFile(join(directory, name));
      content[content.length >> 1] = (content[content.length >> 1] as number) ^ 1;
      await writeFile(join(directory, name), content);
    };
  const cases: [string, (release: Release) => Promise<unknown>, RegExp][] = [
    ["that is not signed", ({ directory }) => rm(join(directory, "SHA256SUMS.sig")), /it is not signed/],
    [
      "with an empty signature",
      ({ directory }) => writeFile(join(directory, "SHA256SUMS.sig"), ""),
      /has 0 bytes/,
    ],
    [
      "with a byte of its signature changed",
      flip("SHA256SUMS.sig"),
      /another key signed it, or SHA256SUMS was changed/,
    ],
    ["with a byte of its sums changed", flip("SHA256SUMS"), /SHA256SUMS was changed/],
    ["without its sums", ({ directory }) => rm(join(directory, "SHA256SUMS")), /SHA256SUMS was changed/],
    [
      "with another manifest",
      ({ directory }) => appendFile(join(directory, "manifest.json"), "\n"),
      /manifest\.json is not the one/,
    ],
    [
      "with another manifest and sums of it",
      ({ directory, manifest }) =>
        readFile(join(directory, "SHA256SUMS.sig")).then(async (signature) => {
          await writeManifest(directory, { ...manifest, bootParameters: ["init=/bin/sh"] });
          await writeFile(join(directory, "SHA256SUMS.sig"), signature);
        }),
      /SHA256SUMS was changed/,
    ],
    [
      "that another key signed",
      async (release) => signRelease(release, await openKeys("other", false)),
      /the keys other signed it/,
    ],
    ...["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz", "boot.ipxe"].map(
      (name): (typeof cases)[number] => [
        `with a byte of ${name} changed`,
        flip(name),
        new RegExp(`${name.replace(".", "\\.")} is not the file`),
      ],
    ),
    [
      "of another image that was put in its place",
      async ({ directory, manifest }) => {
        await writeManifest(directory, { ...manifest, name: "hall" });
        await signRelease(await readRelease(directory), await openKeys("site", false));
      },
      /signed as a release of hall, but lies among those of lab/,
    ],
    [
      "whose manifest has the name of an image without a key",
      async ({ directory, manifest }) => writeManifest(directory, { ...manifest, name: "free" }),
      /it is not signed/,
    ],
  ];

  it.each(cases)("%s", async (_, spoil, why) => {
    await releaseKeys("other");
    const release = await signed(first);
    await rememberKey("lab", await openOf("site"));
    await demandTrusted(release.directory);
    await spoil(release);
    const refused = await demandTrusted(release.directory).catch((error: unknown) => error);
    expect(refused).toMatchObject({ message: expect.stringMatching(why), remedy: expect.any(String) });
    // What serve and deploy read; they compare the files with it.
    if (!/ is not the file/.test(why.source)) {
      const image = await findServedImage("lab", output).catch(() => undefined);
      const served = image && readAssignment(image, (serve) => serve);
      if (served) await expect(served).rejects.toThrow(why);
    }
  });

  it("and does not become current", async () => {
    const asked = (directory: string) => demandTrusted(directory);
    await built(first);
    await signed(second);
    await rememberKey("lab", await openOf("site"));
    await expect(rollBack(await releasesOf("lab", output), asked)).rejects.toThrow("it is not signed");
    expect(await readlink(join(output, "lab/current"))).toContain(second);
    const third = await built("20261123T000000Z-3", ["canary"]);
    await expect(promote(await releasesOf("lab", output), asked)).rejects.toThrow("it is not signed");
    await signRelease(third, await openKeys("site", false));
    await promote(await releasesOf("lab", output), asked);
    expect(await readlink(join(output, "lab/current"))).toContain("-3");
  });

  it("and is not offered in a menu, where the current one is good", async () => {
    await built(first);
    await signed(second);
    await rememberKey("lab", await openOf("site"));
    const image = await findServedImage("lab", output);
    const { others, problems } = await readAssignment(image, (serve) => ({ ...serve, menu: 5 }));
    expect(others).toEqual([]);
    expect(problems?.join()).toContain("it is not signed");
  });
});

describe("a file of known keys", () => {
  it("that others may write to, or that has no key, is refused", async () => {
    const { directory } = await signed(first);
    await mkdir(join(config, "trusted"));
    const file = join(config, "trusted/lab.pem");
    await writeFile(file, await openOf("site"));
    await chmod(file, 0o666);
    await expect(readTrusted(directory)).rejects.toThrow(/Others may write to .*lab\.pem/);
    await chmod(file, 0o644);
    await readTrusted(directory);
    await writeFile(file, "nothing\n");
    await expect(readTrusted(directory)).rejects.toThrow("has no public key");
    await rename(join(config, "keys/site/release.key"), file);
    await expect(readTrusted(directory)).rejects.toThrow("has no public key");
  });
});
