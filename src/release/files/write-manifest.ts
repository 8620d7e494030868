import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../checksum.ts";
import type { Manifest } from "../manifest.ts";

/** Ed25519 over the bytes of SHA256SUMS, where a site signs its releases (trust/signature). */
export const signatureFile = "SHA256SUMS.sig";

/** SHA256SUMS of a release: lines for sha256sum -c, of the files that its manifest names and of the manifest. */
export const sumsOf = ({ files }: Pick<Manifest, "files">, manifest: string | Buffer): string =>
  [...files, { name: "manifest.json", sha256: sha256Of(manifest) }]
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join("");

/** Writes manifest.json of a release, and SHA256SUMS over it and the files that it names. A signature of others is gone. */
export const writeManifest = async (directory: string, manifest: Manifest): Promise<void> => {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(directory, "manifest.json"), text);
  await writeFile(join(directory, "SHA256SUMS"), sumsOf(manifest, text));
  await rm(join(directory, signatureFile), { force: true });
};
