import { readFile, stat } from "node:fs/promises";
import { ThinsmithError } from "../system/errors.ts";
import { sanitize } from "../system/text.ts";
import { type Lock, type Manifest, parseManifest } from "./manifest.ts";
import { findRelease } from "./release.ts";

/** A release to build again. */
export interface Locked {
  readonly manifest: Manifest;
  readonly lock: Lock;
  /** Directory of the release; undefined where there is only its manifest. */
  readonly directory: string | undefined;
}

/** The manifest of a file of any name. */
const manifestIn = async (file: string): Promise<Manifest> => {
  const manifest = parseManifest(await readFile(file, "utf8"));
  if ("problem" in manifest)
    throw new ThinsmithError(`${file} cannot be used: ${sanitize(manifest.problem)}.`, {
      remedy: manifest.remedy,
    });
  return manifest;
};

/**
 * The release that a person wants to build again: a manifest.json of any name, or what `findRelease` takes.
 * @throws UsageError when there is none, ThinsmithError when it cannot be used or does not say what it was made of
 */
export const findLocked = async (word: string, output: string): Promise<Locked> => {
  const found = (await stat(word).catch(() => undefined))?.isFile()
    ? { manifest: await manifestIn(word), directory: undefined }
    : await findRelease(word, output);
  const { lock, id, name, builder } = found.manifest;
  if (lock) return { ...found, lock };
  const why =
    builder === "local"
      ? "the thinsmith that built it was older and did not record all packages"
      : `the ${builder} builder does not record packages, since its machines are changed by hand`;
  throw new ThinsmithError(`${name} ${id} cannot be built again as it was: ${sanitize(why)}.`, {
    remedy: "Build the image anew; releases of the local builder can be built again from then on.",
  });
};
