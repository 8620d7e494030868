import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeFile } from "atomically";
import { sha256File } from "../../release/checksum.ts";
import { signatureFile, sumsOf } from "../../release/files/write-manifest.ts";
import { damagedFiles, type Release } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import type { OpenKeys } from "../keys/open.ts";

/** Signs SHA256SUMS of a release: 64 bytes of Ed25519 over its bytes, in a file beside it (RFC 8032). */
export const signSums = async (directory: string, { sign }: OpenKeys): Promise<void> => {
  const signature = sign(await readFile(join(directory, "SHA256SUMS")));
  await writeFile(join(directory, signatureFile), signature, { mode: 0o644 });
};

/**
 * What is signed of a file that clients fetch from elsewhere. By its name none of them takes it for another one, and by the
 * first line no other signature of these keys is taken for one of a file: signature.sh in the guest makes the same text.
 */
export const signedText = (name: string, sha256: string): string =>
  `thinsmith-file=1\nname=${name}\nsha256=${sha256}\n`;

/**
 * Signs a file for clients, which fetch it from elsewhere under the same name: its signature is FILE.sig beside it, 64 bytes of
 * Ed25519 over `signedText`.
 * @returns the path of the signature
 */
export const signFile = async (path: string, { sign }: OpenKeys): Promise<string> => {
  const signature = `${path}.sig`;
  const text = signedText(basename(path), await sha256File(path));
  await writeFile(signature, sign(Buffer.from(text)), { mode: 0o644 });
  return signature;
};

/**
 * Signs a release that was built before.
 * @throws ThinsmithError where its files are not those that its sums were made of: nobody should sign what they have not built
 */
export const signRelease = async (release: Release, keys: OpenKeys): Promise<void> => {
  const { directory, manifest } = release;
  const [sums, text] = await Promise.all(
    ["SHA256SUMS", "manifest.json"].map((name) =>
      readFile(join(directory, name)).catch(() => Buffer.alloc(0)),
    ),
  );
  const wrong = sums?.toString() === sumsOf(manifest, text as Buffer) ? [] : ["SHA256SUMS"];
  const damaged = [...wrong, ...(await damagedFiles(release))];
  if (damaged.length > 0)
    throw new ThinsmithError(
      `The release ${manifest.id} is damaged, and is not signed: ${damaged.join(", ")}.`,
      {
        remedy: "Build the image again.",
      },
    );
  await signSums(directory, keys);
};
