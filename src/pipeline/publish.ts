import { constants, copyFile, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FileSum, sha256File, sha256Of } from "../release/checksum.ts";
import { bootParameters, clientConf } from "../release/client-conf.ts";
import { bootloaderFiles } from "../release/loader-files.ts";
import type { Manifest } from "../release/release.ts";
import { cpioArchive } from "../release/write-cpio.ts";
import { writeManifest } from "../release/write-manifest.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import type { CacheEntry } from "./cache.ts";
import { overlayPath } from "./site-files.ts";
import type { PlanFacts, StageDefinition } from "./stage.ts";

/** Places a file of a stage's result: as a link where cache and release are on one file system, else as a copy. */
const place = async ({ directory, files }: CacheEntry, name: string, to: string): Promise<FileSum> => {
  const file = files[name];
  if (!file) throw new Error(`stage result without ${name}`);
  await link(join(directory, name), join(to, name)).catch(() =>
    copyFile(join(directory, name), join(to, name)),
  );
  return file;
};

/** The initrd, followed by an archive with the client's configuration. The kernel unpacks both. */
const appendConfiguration = async (initrd: string, conf: string, certificates: string): Promise<Buffer> => {
  const proper = await readFile(initrd);
  // Archives begin at multiples of 4. By four more zeros the kernel's lz4 reader recognizes the end of its data.
  const padding = Buffer.alloc(((4 - (proper.length % 4)) % 4) + 4);
  const configuration = cpioArchive([
    { path: "thinsmith", mode: 0o040755 },
    { path: "thinsmith/client.conf", mode: 0o100644, content: Buffer.from(conf) },
    ...(certificates
      ? [{ path: "thinsmith/ca.pem", mode: 0o100644, content: Buffer.from(certificates) }]
      : []),
  ]);
  return Buffer.concat([proper, padding, configuration]);
};

const packagesOf = async (entry: CacheEntry): Promise<Manifest["packages"]> => {
  const lines = (await readFile(join(entry.directory, "packages.tsv"), "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [name = "", version = "", architecture = "", size = "0"] = line.split("\t");
    return { name, version, architecture, installedKiB: Number(size) };
  });
};

/** What the rootfs stage measured, if it could. */
const excludedOf = async (entry: CacheEntry): Promise<Pick<Manifest, "excluded">> =>
  entry.files["excluded.json"]
    ? { excluded: JSON.parse(await readFile(join(entry.directory, "excluded.json"), "utf8")) }
    : {};

/** Assembles the release. The manifest contains the settings, and the client's configuration is made from them. */
export const publish = {
  name: "publish",
  // Without a proof there is no stage of that name.
  needs: ["kernel", "initrd", "rootfs", "home", "prove"],
  revision: 6,
  inputs: ({ $schema, machines, ...settings }: Settings, { siteFiles }: PlanFacts) => ({
    settings,
    siteFiles,
  }),
  seconds: 0.5,
  mebibytes: () => 60,
} as const satisfies StageDefinition;

export interface PublishOptions {
  readonly inputs: ReturnType<typeof publish.inputs>;
  /** All settings. The manifest also has those that do not change the release, so that it can be used as settings. */
  readonly settings: Settings;
  /** Facts of the build for the manifest. */
  readonly facts: Pick<Manifest, "id" | "key" | "thinsmith" | "startedAt" | "stages" | "proof">;
  readonly results: Record<"kernel" | "initrd" | "rootfs" | "home", CacheEntry>;
  /** Directory beside the releases in which the release is assembled. build.log is in it already. */
  readonly partial: string;
}

/** Assembles a release in `partial`. Clients do not see it yet. */
export const assembleRelease = async ({
  inputs: { settings, siteFiles },
  settings: all,
  facts,
  results,
  partial,
}: PublishOptions): Promise<Manifest> => {
  const { kernel, initrd, rootfs, home } = results;
  const known = {
    vmlinuz: await place(kernel, "vmlinuz", partial),
    "rootfs.squashfs": await place(rootfs, "rootfs.squashfs", partial),
    "home.tar.gz": await place(home, "home.tar.gz", partial),
  };
  for (const { name, sha256 } of siteFiles.overlays) {
    const path = overlayPath(name);
    const copy = join(partial, name);
    await mkdir(dirname(copy), { recursive: true });
    // Must not overwrite a file that the release shares with the cache.
    await copyFile(path, copy, constants.COPYFILE_EXCL);
    if ((await sha256File(copy)) !== sha256)
      throw new ThinsmithError(`The overlay ${path} changed while the image was built.`, {
        remedy: "Build again: everything else is taken from the cache.",
      });
  }
  const conf = clientConf(
    settings,
    { rootfs: known["rootfs.squashfs"], home: known["home.tar.gz"], overlays: siteFiles.overlays },
    new Date(facts.startedAt),
  );
  const written: Record<string, string | Buffer> = {
    "initrd.img": await appendConfiguration(join(initrd.directory, "initrd"), conf, siteFiles.certificates),
    ...bootloaderFiles(settings.name, bootParameters(settings)),
  };
  const files = [
    ...Object.entries(known).map(([name, { size, sha256 }]) => ({ name, size, sha256 })),
    ...siteFiles.overlays.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  ];
  for (const [name, content] of Object.entries(written)) {
    const path = join(partial, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    files.push({ name, size: Buffer.byteLength(content), sha256: sha256Of(content) });
  }
  const manifest: Manifest = {
    version: 1,
    ...facts,
    name: settings.name,
    builder: settings.base.builder,
    finishedAt: new Date().toISOString(),
    kernel: (await readFile(join(kernel.directory, "version"), "utf8")).trim(),
    bootParameters: bootParameters(settings),
    settings: all,
    files,
    packages: await packagesOf(rootfs),
    ...(await excludedOf(rootfs)),
  };
  await writeManifest(partial, manifest);
  return manifest;
};
