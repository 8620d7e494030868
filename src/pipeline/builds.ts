import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Built } from "../contents/built.ts";
import { readJson } from "../grammar/json.ts";
import { manifestSchema } from "../release/manifest.ts";
import { releaseIds } from "../release/release-ids.ts";
import { exclude, initrd } from "../settings/schema/contents.ts";
import { rootfs } from "../settings/schema/packing.ts";
import { bootedProof } from "./stage.ts";

/** How many releases of an image are read. In most of them, most stages come from the cache. */
const lookBack = 8;

const word = z.string();
/** Of a manifest, what estimates are made of. Releases of other versions may have other settings: they do not count. */
const measuredManifest = z.object({
  ...manifestSchema.pick({ id: true, name: true, stages: true, packages: true, files: true, proof: true })
    .shape,
  settings: z.object({
    base: z.object({ distribution: word, suite: word, builder: word }),
    rootfs: rootfs.pick({ compression: true, level: true, blockSize: true }).strip(),
    exclude: exclude.pick({ paths: true, packages: true }).strip(),
    initrd: initrd.pick({ compression: true, modules: true }).strip(),
  }),
});

const builtOf = (text: string): Built | undefined => {
  const manifest = readJson(measuredManifest, text);
  if (!manifest) return undefined;
  const { id, name, settings, packages, files, stages, proof } = manifest;
  const timedAs = (stage: string) => (stage === "prove" && proof?.how === "boot" ? bootedProof : stage);
  const { base, ...others } = settings;
  const sizeOf = (file: string) => files.find((one) => one.name === file)?.size ?? 0;
  return {
    ...{ id, name },
    settings: { ...base, ...others } as Built["settings"],
    packages: new Set(packages.map((found) => found.name)),
    installedKiB: packages.reduce((sum, { installedKiB }) => sum + installedKiB, 0),
    imageBytes: sizeOf("rootfs.squashfs"),
    loaderBytes: sizeOf("vmlinuz") + sizeOf("initrd.img"),
    seconds: new Map(
      stages.flatMap((one) => (one.outcome === "done" ? [[timedAs(one.name), one.seconds]] : [])),
    ),
  };
};

/** What was read, by the manifest's path: many packages take a moment to read, and the wizard looks every few seconds. */
const read = new Map<string, { readonly written: string; readonly built: Built | undefined }>();

/** What a manifest says, read only where it is another one than before. */
const builtIn = async (manifest: string): Promise<Built | undefined> => {
  const found = await stat(manifest).catch(() => undefined);
  if (!found) return undefined;
  const { ino, mtimeMs, size } = found;
  const written = `${ino} ${mtimeMs} ${size}`;
  const known = read.get(manifest);
  if (known?.written === written) return known.built;
  const built = builtOf(await readFile(manifest, "utf8").catch(() => ""));
  read.set(manifest, { written, built });
  return built;
};

/** Manifests of the last releases of each image in an output directory. */
const manifestsIn = async (output: string): Promise<string[]> => {
  const images = await readdir(output).catch(() => []);
  const found = await Promise.all(
    images.map(async (image) => {
      const newest = (await releaseIds(join(output, image))).slice(0, lookBack);
      return newest.map((id) => join(output, image, "releases", id, "manifest.json"));
    }),
  );
  return found.flat();
};

/** What was built into output directories: the last releases of each image, the newest first. */
export const readBuilds = async (...outputs: readonly string[]): Promise<Built[]> => {
  const folders = [...new Set(outputs.map((output) => resolve(output)))];
  const manifests = new Set((await Promise.all(folders.map(manifestsIn))).flat());
  for (const known of read.keys())
    if (!manifests.has(known) && folders.some((folder) => known.startsWith(join(folder, "/"))))
      read.delete(known);
  const found = await Promise.all([...manifests].map(builtIn));
  return found.filter((built) => built !== undefined).sort((a, b) => (a.id < b.id ? 1 : -1));
};
