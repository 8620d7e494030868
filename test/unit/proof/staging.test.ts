import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectationOf } from "../../../src/boot/expectation.ts";
import { neededMemory } from "../../../src/boot/memory.ts";
import { secureStartOf } from "../../../src/boot/start/secure-boot.ts";
import { readSiteFiles } from "../../../src/pipeline/inputs/site-files.ts";
import { bootedSettings, isProvenBySecureBoot } from "../../../src/proof/booted-settings.ts";
import { stageRelease } from "../../../src/proof/staging.ts";
import { damagedFiles } from "../../../src/release/release.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { certificatesOf } from "../../../src/trust/firmware/certificates.ts";
import { makeKeys } from "../../../src/trust/keys/make.ts";
import { openKeys } from "../../../src/trust/keys/open.ts";
import { stubFile } from "../../../src/trust/uki/needs.ts";
import { ownConfig } from "../../support/trust.ts";

const files = {
  kernel: { vmlinuz: "a kernel", version: "6.12.1\n" },
  initrd: { initrd: "an initrd" },
  rootfs: { "rootfs.squashfs": "a root", "packages.tsv": "dash\t1\tamd64\t100\n" },
  home: { "home.tar.gz": "a home" },
};

const none = { overlays: [], certificates: "", demanded: {} };

let folder: string;
const parts = () => ({
  kernel: join(folder, "kernel"),
  initrd: join(folder, "initrd"),
  rootfs: join(folder, "rootfs"),
  home: join(folder, "home"),
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-staging-"));
  for (const [part, contents] of Object.entries(files)) {
    await mkdir(join(folder, part));
    for (const [name, content] of Object.entries(contents))
      await writeFile(join(folder, part, name), content);
  }
});
afterAll(() => rm(folder, { recursive: true }));

it("parts that are not published are staged as a release that can be booted", async () => {
  const settings = parseSettings({
    version: 1,
    name: "lab",
    base: { suite: "bookworm" },
    zram: { sizePct: 75 },
    client: { user: "guest", shutdownTime: "22:00" },
    boot: { initrdDebug: true },
    packages: { roles: ["kiosk"], install: ["vim"] },
    serve: { menu: 5 },
  });
  const staged = { settings: bootedSettings(settings), siteFiles: none };
  const release = await stageRelease(parts(), staged, join(folder, "staged"));
  expect(await damagedFiles(release)).toEqual([]);
  expect(release.manifest.kernel).toBe("6.12.1");
  // It shares its files with the parts, so that a large image is not copied.
  expect((await stat(join(release.directory, "rootfs.squashfs"))).ino).toBe(
    (await stat(join(folder, "rootfs/rootfs.squashfs"))).ino,
  );
  const initrd = await readFile(join(release.directory, "initrd.img"), "latin1");
  expect(initrd).toContain("zram_size_pct=75\n");
  // Nothing waits for a person, or ends the client.
  expect(initrd).toContain("\ninitrddebug=n\n");
  expect(initrd).toContain("\nshutdowntime=\n");
  expect(expectationOf(release.manifest, [])).toMatchObject({ autologin: "guest", zram: { sizePct: 75 } });
  expect(neededMemory(release.manifest).roleMiB).toBe(800);
  // What no machine starts need not be made.
  expect(release.manifest.uki).toBe(undefined);
});

it("clients show another web page where the proof has one", async () => {
  const kiosk = { version: 1, packages: { roles: ["kiosk"] }, client: { kioskUrl: "http://shop.example/" } };
  const staged = { settings: bootedSettings(parseSettings(kiosk)), siteFiles: none };
  const page = "http://10.0.2.2:34567/";
  const { directory } = await stageRelease(parts(), staged, join(folder, "page"), { page });
  const initrd = await readFile(join(directory, "initrd.img"), "latin1");
  expect(initrd).toContain(`kiosk_url=${page}\n`);
  expect(initrd).not.toContain("shop.example");
});

describe.skipIf(![stubFile, "/usr/bin/sbsign"].every((file) => existsSync(file)))("a locked image", () => {
  let config: string;
  beforeAll(async () => {
    config = ownConfig();
    const options = { bits: 2048, passphrase: undefined, tokens: {} } as const;
    await makeKeys("site", { kinds: ["release", "db", "KEK", "PK"], ...options });
  });
  afterAll(async () => {
    delete process.env.THINSMITH_CONFIG;
    await rm(config, { recursive: true });
  });

  it("is staged as firmware of its site starts it, with the files of this machine and a console that is read", async () => {
    const settings = parseSettings({
      version: 1,
      publish: { key: "site" },
      boot: {
        ...{ uki: true, server: "boot.lab", rootProto: "tftp", rootUrl: "https://elsewhere.example/root" },
        ...{ console: ["tty1"], reportUrl: "https://elsewhere.example/report", extra: ["quiet"] },
      },
    });
    const siteFiles = await readSiteFiles(settings);
    expect(isProvenBySecureBoot(siteFiles)).toBe(true);
    const staged = { settings: bootedSettings(settings), siteFiles };
    const keys = await openKeys("site", true);
    const release = await stageRelease(parts(), staged, join(folder, "locked"), { keys });
    const { manifest, directory } = release;
    const image = join(directory, "thinsmith.efi");
    execFileSync("sbverify", ["--cert", join(config, "keys/site/db.crt"), image], { stdio: "ignore" });
    expect(manifest.uki).toMatchObject({ locked: true, certificate: siteFiles.keys?.db });
    const initrd = await readFile(join(directory, "initrd.img"), "latin1");
    expect(initrd).toContain("\nlocked=y\n");
    expect(initrd).not.toContain("elsewhere.example");
    for (const line of ["rootproto=http", "rooturl=rootfs.squashfs", "bootserver=", "homeurl=home.tar.gz"])
      expect(initrd).toContain(`${line}\n`);
    // The boot is told what it says by its console, as any other.
    expect(expectationOf(manifest, [], { secure: true })).toMatchObject({ secureBoot: true, unseen: false });
    expect(manifest.bootParameters).toEqual(expect.arrayContaining(["quiet", "console=tty1"]));
    // It is signed for all machines of the site: nothing in it makes a client less safe.
    expect(manifest.bootParameters).not.toContain("norandmaps");
    const start = await secureStartOf(release, certificatesOf(keys.set)).catch(
      (error: Error) => error.message,
    );
    // Where the firmware is not installed, that is all that is missing.
    if (typeof start === "string") expect(start).toContain("is not installed");
  });
});
