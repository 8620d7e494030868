import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { bootWord } from "../grammar/checked.ts";
import { presetName, releaseWord, servedPath } from "../grammar/grammar.ts";
import { settingsSchema } from "../settings/schema.ts";
import { ThinsmithError, UsageError } from "../system/errors.ts";
import { invocation } from "../system/invocation.ts";
import { defaultOutput } from "../system/paths.ts";
import { sha256File } from "./checksum.ts";
import type { ReleaseLink } from "./links.ts";

const releaseFile = z.object({
  name: servedPath,
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Files of every release besides those for the loaders (bootloader.ts). */
export const releaseFiles: readonly string[] = [
  ...["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz"],
  ...["manifest.json", "SHA256SUMS", "build.log", "events.ndjson"],
];

/**
 * manifest.json of a release. Sizes in bytes, times in ISO 8601, `installedKiB` as dpkg says. A release may come from
 * elsewhere: what is used in a path, a URL or a loader's configuration has the same grammar as in settings.
 */
export const manifestSchema = z.object({
  version: z.literal(1),
  id: releaseWord,
  name: presetName,
  /** Key of the publish stage: equal keys, equal content. */
  key: z.string(),
  thinsmith: z.string(),
  builder: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  kernel: z.string(),
  bootParameters: z.array(bootWord),
  settings: settingsSchema,
  files: z.array(releaseFile),
  stages: z.array(
    z.object({ name: z.string(), key: z.string(), outcome: z.enum(["done", "cached"]), seconds: z.number() }),
  ),
  packages: z.array(
    z.object({ name: z.string(), version: z.string(), architecture: z.string(), installedKiB: z.number() }),
  ),
  /** What the excludes took out of the root; releases of older versions do not say. */
  excluded: z
    .array(
      z.object({ what: z.string(), kind: z.enum(["path", "package"]), files: z.number(), bytes: z.number() }),
    )
    .optional(),
});

export type Manifest = z.output<typeof manifestSchema>;

export interface Release {
  /** Absolute path of the release's directory. */
  readonly directory: string;
  readonly manifest: Manifest;
}

/** @throws ThinsmithError when the directory is no complete release. */
export const readRelease = async (directory: string): Promise<Release> => {
  const path = join(directory, "manifest.json");
  const text = await readFile(path, "utf8").catch(() => {
    throw new ThinsmithError(`${directory} is not a release: it has no manifest.json.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ThinsmithError(`${path} is damaged: it is not JSON.`, { remedy: "Build the image again." });
  }
  const manifest = manifestSchema.safeParse(json);
  if (!manifest.success) {
    throw new ThinsmithError(`${path} is not a manifest of this version of thinsmith.`, {
      remedy: "Build the image again.",
    });
  }
  return { directory: await realpath(directory), manifest: manifest.data };
};

/** The release that `current`, or another link, of an image names, if there is one. */
export const currentRelease = async (
  imageDirectory: string,
  link: ReleaseLink = "current",
): Promise<Release | undefined> => {
  const target = await readlink(join(imageDirectory, link)).catch(() => undefined);
  if (target === undefined) return undefined;
  return readRelease(resolve(imageDirectory, target)).catch(() => undefined);
};

/** Whether a release is what the canaries get, and others not as yet. */
export const isOnTrial = async (directory: string): Promise<boolean> => {
  const trial = await realpath(join(directory, "../../canary")).catch(() => undefined);
  return trial !== undefined && trial === (await realpath(directory));
};

/** Names of the release's files that are missing, or whose size or sha256 is not the manifest's. */
export const damagedFiles = async ({ directory, manifest }: Release): Promise<string[]> => {
  const checks = manifest.files.map(async ({ name, size, sha256 }) => {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    return found?.size === size && (await sha256File(path)) === sha256 ? [] : [name];
  });
  return (await Promise.all(checks)).flat();
};

/** A release as a list has it: whether it is what clients get, or what the canaries get. */
export type ListedRelease = Release & { readonly current: boolean; readonly canary: boolean };

/** Every release below an output directory, newest first. */
export const listReleases = async (output: string): Promise<ListedRelease[]> => {
  const found: ListedRelease[] = [];
  for (const image of await readdir(output, { withFileTypes: true }).catch(() => [])) {
    if (!image.isDirectory()) continue;
    const imageDirectory = join(output, image.name);
    const [current, canary] = await Promise.all(
      ["current", "canary"].map((link) => realpath(join(imageDirectory, link)).catch(() => undefined)),
    );
    for (const id of await readdir(join(imageDirectory, "releases")).catch(() => [])) {
      if (id.startsWith(".")) continue;
      const release = await readRelease(join(imageDirectory, "releases", id)).catch(() => undefined);
      if (!release) continue;
      const { directory } = release;
      found.push({ ...release, current: directory === current, canary: directory === canary });
    }
  }
  return found.sort((a, b) => (a.manifest.id < b.manifest.id ? 1 : -1));
};

/**
 * The release that a person means: a path, an id, the name of an image, or, left out, the current release of the
 * image built last.
 * @throws UsageError when there is none, with those that there are.
 */
export const findRelease = async (word: string | undefined, output = defaultOutput): Promise<Release> => {
  if (word !== undefined && (await stat(join(word, "manifest.json")).catch(() => undefined)))
    return readRelease(word);
  if (word !== undefined && (await stat(join(word, "current")).catch(() => undefined))) {
    return readRelease(join(word, "current"));
  }
  const releases = await listReleases(output);
  const matching =
    word === undefined
      ? releases.filter(({ current }) => current)
      : releases
          .filter(({ manifest }) => manifest.id === word)
          .concat(releases.filter(({ manifest, current }) => manifest.name === word && current));
  const release = matching[0];
  if (release) return release;
  const known = releases.map(({ manifest, directory }) => `  ${manifest.name}  ${basename(directory)}`);
  throw new UsageError(
    word === undefined
      ? `There is no release below ${output}/ yet.`
      : `There is no release ${word}, and no file of that name.`,
    known.length > 0 ? `Releases:\n${known.join("\n")}` : `Build one with: ${invocation()} build console`,
  );
};
