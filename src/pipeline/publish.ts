import { constants, copyFile, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { distributions } from "../distributions/distributions.ts";
import { type FileSum, sha256File, sha256Of } from "../release/checksum.ts";
import { bootParameters, clientConf, ukiParameters } from "../release/files/client-conf.ts";
import { clockFloor } from "../release/files/clock-floor.ts";
import { bootloaderFiles } from "../release/files/loader-files.ts";
import { cpioArchive } from "../release/files/write-cpio.ts";
import { writeManifest } from "../release/files/write-manifest.ts";
import { hashTreeFile, type Manifest, ukiFile } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import { ownRows } from "../trust/client-file/rows.ts";
import { signClientFiles } from "../trust/client-file/write.ts";
import type { OpenKeys } from "../trust/keys/open.ts";
import { bomOf } from "../trust/sbom/bom.ts";
import { readCollected } from "../trust/sbom/collected.ts";
import { writeSboms } from "../trust/sbom/write.ts";
import { signSums } from "../trust/signature/sign.ts";
import { signForFirmware } from "../trust/uki/sign.ts";
import { makeUki, readStub } from "../trust/uki/uki.ts";
import type { CacheEntry } from "./cache.ts";
import { overlayPath, type SiteFiles } from "./inputs/site-files.ts";
import { type MadeWith, readMadeWith } from "./made-with.ts";
import { rootHashOf } from "./root-hash.ts";
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
const appendConfiguration = async (
  initrd: string,
  conf: string,
  { certificates, keys }: Pick<SiteFiles, "certificates" | "keys">,
): Promise<Buffer> => {
  const proper = await readFile(initrd);
  // Archives begin at multiples of 4. By four more zeros the kernel's lz4 reader recognizes the end of its data.
  const padding = Buffer.alloc(((4 - (proper.length % 4)) % 4) + 4);
  const configuration = cpioArchive([
    { path: "thinsmith", mode: 0o040755 },
    { path: "thinsmith/client.conf", mode: 0o100644, content: Buffer.from(conf) },
    ...(certificates
      ? [{ path: "thinsmith/ca.pem", mode: 0o100644, content: Buffer.from(certificates) }]
      : []),
    ...(keys ? [{ path: "thinsmith/release.pem", mode: 0o100644, content: Buffer.from(keys.pem) }] : []),
  ]);
  return Buffer.concat([proper, padding, configuration]);
};

/** What the rootfs stage measured, if it could. */
const excludedOf = async (entry: CacheEntry): Promise<Pick<Manifest, "excluded">> =>
  entry.files["excluded.json"]
    ? { excluded: JSON.parse(await readFile(join(entry.directory, "excluded.json"), "utf8")) }
    : {};

/** What the results were made with, all tools by their names. */
const madeWith = async (results: readonly CacheEntry[]): Promise<MadeWith> => {
  const all = await Promise.all(results.map(({ directory }) => readMadeWith(directory)));
  const lock = all.find((made) => made.lock)?.lock;
  return { ...(lock ? { lock } : {}), tools: Object.assign({}, ...all.map(({ tools }) => tools)) };
};

/** The stub that the stage's key was made with. */
const stubOf = async (siteFiles: SiteFiles): Promise<Buffer> => {
  const stub = await readStub();
  if (sha256Of(stub) === siteFiles.stub) return stub;
  throw new ThinsmithError("The stub of systemd-boot changed while the image was built.", {
    remedy: "Build again: everything else is taken from the cache.",
  });
};

/** Assembles the release. The manifest contains the settings, and the client's configuration is made from them. */
export const publish = {
  name: "publish",
  // Without a proof there is no stage of that name.
  needs: ["kernel", "initrd", "rootfs", "home", "prove"],
  revision: 8,
  inputs: ({ $schema, machines, ...settings }: Settings, { siteFiles }: PlanFacts) => ({
    settings,
    siteFiles,
  }),
  seconds: 0.2,
  // With a unified kernel image, which is written twice where it is signed.
  mebibytes: () => 150,
} as const satisfies StageDefinition;

export interface PublishOptions {
  readonly inputs: ReturnType<typeof publish.inputs>;
  /** All settings. The manifest also has those that do not change the release, so that it can be used as settings. */
  readonly settings: Settings;
  /** Facts of the build for the manifest. */
  readonly facts: Pick<Manifest, "id" | "key" | "thinsmith" | "startedAt" | "stages" | "proof">;
  readonly results: Record<"kernel" | "initrd" | "rootfs" | "home", CacheEntry>;
  /** The keys that `inputs` name, where the release is to be signed. */
  readonly keys: OpenKeys | undefined;
  /** Directory beside the releases in which the release is assembled. build.log is in it already. */
  readonly partial: string;
}

/** Assembles a release in `partial`. Clients do not see it yet. */
export const assembleRelease = async ({
  inputs: { settings, siteFiles },
  settings: all,
  facts,
  results,
  keys,
  partial,
}: PublishOptions): Promise<Manifest> => {
  const { kernel, rootfs, home } = results;
  const { lock, tools } = await madeWith([rootfs, home]);
  const { locked = false } = siteFiles;
  const known = {
    vmlinuz: await place(kernel, "vmlinuz", partial),
    "rootfs.squashfs": await place(rootfs, "rootfs.squashfs", partial),
    "home.tar.gz": await place(home, "home.tar.gz", partial),
  };
  const rootHash = await rootHashOf(rootfs);
  const hashTree = rootHash ? { rootHash, ...(await place(rootfs, hashTreeFile, partial)) } : undefined;
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
  const since = lock?.epoch ?? Math.floor(Date.parse(facts.startedAt) / 1000);
  const clientFiles = siteFiles.keys
    ? { image: settings.name, since, key: siteFiles.keys.release }
    : undefined;
  const conf = clientConf(
    settings,
    { rootfs: known["rootfs.squashfs"], home: known["home.tar.gz"], overlays: siteFiles.overlays, hashTree },
    clockFloor(since, siteFiles.certificates),
    locked,
    clientFiles,
  );
  const initrd = await appendConfiguration(join(results.initrd.directory, "initrd"), conf, siteFiles);
  const written: Record<string, string | Buffer> = {
    "initrd.img": initrd,
    ...bootloaderFiles(settings.name, bootParameters(settings, locked)),
  };
  const files = [
    ...Object.entries(known).map(([name, { size, sha256 }]) => ({ name, size, sha256 })),
    ...(hashTree ? [{ name: hashTreeFile, size: hashTree.size, sha256: hashTree.sha256 }] : []),
    ...siteFiles.overlays.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  ];
  const version = (await readFile(join(kernel.directory, "version"), "utf8")).trim();
  const unsigned = settings.boot.uki
    ? makeUki({
        stub: await stubOf(siteFiles),
        kernel: await readFile(join(kernel.directory, "vmlinuz")),
        initrd,
        parameters: ukiParameters(settings, facts.id, locked),
        ...{ version, image: settings.name, release: facts.id },
      })
    : undefined;
  if (unsigned) written[ukiFile] = keys?.db ? await signForFirmware(unsigned, keys.db, partial) : unsigned;
  for (const [name, content] of Object.entries(written)) {
    const path = join(partial, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    files.push({ name, size: Buffer.byteLength(content), sha256: sha256Of(content) });
  }
  const { licenceIn } = distributions[settings.base.distribution];
  const { packages, details } = await readCollected(rootfs.directory, licenceIn);
  const bom = bomOf({ ...facts, name: settings.name, files, packages }, settings, details);
  files.push(...(await writeSboms(partial, bom)));
  const manifest: Manifest = {
    version: 1,
    ...facts,
    name: settings.name,
    builder: settings.base.builder,
    finishedAt: new Date().toISOString(),
    kernel: version,
    bootParameters: bootParameters(settings, locked),
    settings: all,
    files,
    packages,
    ...(lock ? { lock } : {}),
    ...(Object.keys(tools).length > 0 ? { tools } : {}),
    ...(await excludedOf(rootfs)),
    ...(unsigned
      ? { uki: { unsigned: sha256Of(unsigned), certificate: keys?.db?.fingerprint ?? null, locked } }
      : {}),
    ...(clientFiles ? { clientFiles } : {}),
  };
  await writeManifest(partial, manifest);
  if (keys) await signSums(partial, keys);
  if (keys && clientFiles) await signClientFiles(partial, clientFiles, ownRows(settings.serve), keys);
  return manifest;
};
