import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256Of } from "../../../src/release/checksum.ts";
import { bootParameters } from "../../../src/release/client-conf.ts";
import { bootloaderFiles } from "../../../src/release/loader-files.ts";
import { type Manifest, type Release, readRelease } from "../../../src/release/release.ts";
import { parseSettings, type SettingsInput } from "../../../src/settings/parse.ts";

export interface FakeRelease {
  /** Directory below which images lie. */
  readonly output: string;
  readonly id: string;
  readonly settings?: Partial<SettingsInput>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Links that are to lead to it. */
  readonly links?: readonly ("current" | "canary")[];
}

/** A release in all but that no client could start it: quickly made, for what looks at files and settings only. */
export const makeRelease = async ({
  output,
  id,
  settings: chosen = {},
  files = {},
  links = ["current"],
}: FakeRelease): Promise<Release> => {
  const settings = parseSettings({ version: 1, name: "lab", ...chosen });
  const image = join(output, settings.name);
  const directory = join(image, "releases", id);
  const all: Record<string, string | Buffer> = {
    vmlinuz: `kernel of ${id}`,
    "initrd.img": `initrd of ${id}`,
    "rootfs.squashfs": `root of ${id}`,
    "home.tar.gz": `home of ${id}`,
    ...bootloaderFiles(settings.name, bootParameters(settings)),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  const manifest: Manifest = {
    ...{ version: 1, id, name: settings.name, key: id, thinsmith: "0", builder: "local", kernel: "6.12.0" },
    ...{ startedAt: "2026-11-22T21:14:03Z", finishedAt: "2026-11-22T21:15:03Z", stages: [], packages: [] },
    ...{ bootParameters: bootParameters(settings), settings },
    files: Object.entries(all).map(([name, content]) => ({
      ...{ name, size: Buffer.byteLength(content), sha256: sha256Of(content) },
    })),
  };
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(directory, "build.log"), "a log\n");
  for (const link of links) {
    await symlink(join("releases", id), join(image, `.${link}.new`));
    await rename(join(image, `.${link}.new`), join(image, link));
  }
  return readRelease(directory);
};
