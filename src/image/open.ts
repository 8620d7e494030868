import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { findRelease, type Release } from "../release/release.ts";
import { ThinsmithError, UsageError } from "../system/errors.ts";
import { invocation } from "../system/invocation.ts";
import { partOf } from "./identify.ts";
import type { Image, Part, PartName, ReadOptions } from "./image.ts";
import { visible } from "./names.ts";
import { openSource, type Source } from "./source.ts";

export interface OpenOptions extends ReadOptions {
  /** Directory of the releases. */
  readonly output?: string | undefined;
}

/** Files of a release that have a tree in them. */
const releaseParts = [
  { name: "rootfs", file: "rootfs.squashfs", format: "squashfs" },
  { name: "initrd", file: "initrd.img", format: "initrd" },
  { name: "home", file: "home.tar.gz", format: "tar" },
] as const satisfies readonly { name: PartName; file: string; format: Part["format"] }[];

/** A part that cannot be read says so when it is looked at, so that the others can be. */
const brokenPart = (name: PartName, format: Part["format"], source: Source, error: unknown): Part => {
  const fail = (): never => {
    throw error;
  };
  return {
    name,
    format,
    file: source.path,
    packedBytes: source.size,
    facts: async () => fail(),
    list: fail,
    read: fail,
    readMany: fail,
  };
};

const openRelease = async (release: Release, options: ReadOptions): Promise<Image> => {
  const parts: Part[] = [];
  for (const { name, file, format } of releaseParts) {
    const path = join(release.directory, file);
    const source = await openSource(path).catch(() => undefined);
    if (!source) continue;
    const part = await partOf(source, name, options).catch((error: unknown) => {
      if (options.signal?.aborted) throw error;
      return brokenPart(name, format, source, error);
    });
    parts.push(part);
  }
  if (parts.length === 0) {
    throw new ThinsmithError(`The release ${release.directory} has none of its archives any more.`, {
      remedy: "Build the image again.",
    });
  }
  return { path: release.directory, title: visible(release.manifest.name), release, parts };
};

/**
 * What a person points at: a release by its path, id or name, or a file; left out, the current release of the image
 * built last. Reads the manifest and the first bytes of each file.
 * @throws UsageError when there is nothing of that name, ThinsmithError when it is nothing that can be looked into
 */
export const openImage = async (word: string | undefined, options: OpenOptions = {}): Promise<Image> => {
  const found = word === undefined ? undefined : await stat(word).catch(() => undefined);
  if (word === undefined || !found) return openRelease(await findRelease(word, options.output), options);
  const path = resolve(word);
  if (found.isDirectory()) {
    const isRelease = async (name: string) =>
      (await stat(join(path, name)).catch(() => undefined)) !== undefined;
    if ((await isRelease("manifest.json")) || (await isRelease("current"))) {
      return openRelease(await findRelease(path, options.output), options);
    }
    throw new UsageError(
      `${visible(word)} is a directory, and no release: it has no manifest.json.`,
      `Name a release, or a squashfs, an initrd or a tar archive. ${invocation()} release list shows the releases.`,
    );
  }
  if (!found.isFile()) throw new UsageError(`${visible(word)} is no regular file.`);
  const part = await partOf(await openSource(path), undefined, options);
  return { path, title: visible(basename(path)), release: undefined, parts: [part] };
};
