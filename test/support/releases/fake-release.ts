import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256Of } from "../../../src/release/checksum.ts";
import { bootParameters } from "../../../src/release/files/client-conf.ts";
import { bootloaderFiles } from "../../../src/release/files/loader-files.ts";
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
  /** What was proven of it. */
  readonly proof?: Manifest["proof"];
  /** Which signed files of single clients its clients take. */
  readonly clientFiles?: Manifest["clientFiles"];
  /** Its image is locked. */
  readonly locked?: boolean;
  /** It lies among the candidates of its image; no link leads to it. */
  readonly candidate?: boolean;
}

const contentOf = ({
  id,
  settings: chosen = {},
  files = {},
  proof,
  clientFiles,
  locked = false,
}: Omit<FakeRelease, "output" | "links">) => {
  const settings = parseSettings({ version: 1, name: "lab", ...chosen });
  const all: Record<string, string | Buffer> = {
    vmlinuz: `kernel of ${id}`,
    "initrd.img": `initrd of ${id}`,
    "rootfs.squashfs": `root of ${id}`,
    "home.tar.gz": `home of ${id}`,
    ...bootloaderFiles(settings.name, bootParameters(settings)),
    ...files,
  };
  const manifest: Manifest = {
    ...{ version: 1, id, name: settings.name, key: id, thinsmith: "0", builder: "local", kernel: "6.12.0" },
    ...{ startedAt: "2026-11-22T21:14:03Z", finishedAt: "2026-11-22T21:15:03Z", stages: [], packages: [] },
    ...{ bootParameters: bootParameters(settings), settings },
    ...(proof ? { proof } : {}),
    ...(clientFiles ? { clientFiles } : {}),
    ...(locked ? { uki: { unsigned: "0", certificate: null, locked } } : {}),
    files: Object.entries(all).map(([name, content]) => ({
      ...{ name, size: Buffer.byteLength(content), sha256: sha256Of(content) },
    })),
  };
  return { all, manifest };
};

/** The manifest of such a release, which is not on disk. */
export const fakeManifest = (release: Omit<FakeRelease, "output" | "links">): Manifest =>
  contentOf(release).manifest;

/** A release in all but that no client could start it: quickly made, for what looks at files and settings only. */
export const makeRelease = async ({
  output,
  candidate = false,
  links = candidate ? [] : ["current"],
  ...made
}: FakeRelease): Promise<Release> => {
  const { id } = made;
  const { all, manifest } = contentOf(made);
  const image = join(output, manifest.name);
  const directory = join(image, candidate ? "candidates" : "releases", id);
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(directory, "build.log"), "a log\n");
  for (const link of links) {
    await symlink(join("releases", id), join(image, `.${link}.new`));
    await rename(join(image, `.${link}.new`), join(image, link));
  }
  return readRelease(directory);
};
