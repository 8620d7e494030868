import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "./checksum.ts";
import type { Manifest } from "./manifest.ts";

/** Writes manifest.json of a release, and SHA256SUMS over it and the files that it names. */
export const writeManifest = async (directory: string, manifest: Manifest): Promise<void> => {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(directory, "manifest.json"), text);
  const sums = [...manifest.files, { name: "manifest.json", sha256: sha256Of(text) }];
  await writeFile(
    join(directory, "SHA256SUMS"),
    sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""),
  );
};
