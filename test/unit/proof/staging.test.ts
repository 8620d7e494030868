import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectationOf } from "../../../src/boot/expectation.ts";
import { neededMemory } from "../../../src/boot/memory.ts";
import { bootedSettings } from "../../../src/proof/booted-settings.ts";
import { stageRelease } from "../../../src/proof/staging.ts";
import { damagedFiles } from "../../../src/release/release.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

const files = {
  kernel: { vmlinuz: "a kernel", version: "6.12.1\n" },
  initrd: { initrd: "an initrd" },
  rootfs: { "rootfs.squashfs": "a root", "packages.tsv": "dash\t1\tamd64\t100\n" },
  home: { "home.tar.gz": "a home" },
};

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
    client: { user: "guest" },
    packages: { roles: ["kiosk"], install: ["vim"] },
    serve: { menu: 5 },
  });
  const siteFiles = { overlays: [], certificates: "", demanded: {} };
  const staged = { settings: bootedSettings(settings), siteFiles };
  const release = await stageRelease(parts(), staged, join(folder, "staged"));
  expect(await damagedFiles(release)).toEqual([]);
  expect(release.manifest.kernel).toBe("6.12.1");
  // It shares its files with the parts, so that a large image is not copied.
  expect((await stat(join(release.directory, "rootfs.squashfs"))).ino).toBe(
    (await stat(join(folder, "rootfs/rootfs.squashfs"))).ino,
  );
  const initrd = await readFile(join(release.directory, "initrd.img"), "latin1");
  expect(initrd).toContain("zram_size_pct=75\n");
  expect(expectationOf(release.manifest, [])).toMatchObject({ autologin: "guest", zram: { sizePct: 75 } });
  expect(neededMemory(release.manifest).roleMiB).toBe(800);
});
