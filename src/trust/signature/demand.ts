import { verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256Of } from "../../release/checksum.ts";
import { signatureFile } from "../../release/files/write-manifest.ts";
import { damagedFiles, isCandidate, type Release, readRelease, releaseFrom } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import { sanitize } from "../../system/text.ts";
import { listKeySets } from "../keys/key-set.ts";
import { imagesWithKeys, type KnownKeys, knownKeys } from "./known-keys.ts";

/** A release that may be used, and the fingerprint of the key that signed it, where one is known for its image. */
export interface Trusted {
  readonly release: Release;
  readonly signer?: string;
  /** A sentence where nobody has to have signed it, although releases of other images have to be signed here. */
  readonly unchecked?: string;
}

/** Enough of a fingerprint to tell keys apart. */
const shortOf = (fingerprint: string): string => fingerprint.slice(0, 16);

const refuse = (directory: string, why: string, { keys, from }: KnownKeys, remedy: string): never => {
  const wanted = keys.map(({ fingerprint }) => shortOf(fingerprint)).join(" or ");
  throw new ThinsmithError(
    `The release ${shortPath(directory)} is refused: ${why}. Wanted is a signature by the key ${wanted} (${from}).`,
    { remedy },
  );
};

const rebuild = "Do not use it: take the release anew from where it was built, or build it again.";

/** Name of the keys of this machine that made a signature; undefined where none of them did. */
const ownSigner = async (content: Buffer, signature: Buffer): Promise<string | undefined> => {
  for (const set of await listKeySets()) {
    const open = "problem" in set ? undefined : set.keys.find(({ kind }) => kind === "release")?.open;
    if (open !== undefined && verify(null, content, open, signature)) return set.name;
  }
  return undefined;
};

const readBeside = (directory: string, name: string): Promise<Buffer | undefined> =>
  readFile(join(directory, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

/** The key that signed SHA256SUMS. @throws ThinsmithError where none of those that are wanted did */
const signerOf = async (directory: string, sums: Buffer, wanted: KnownKeys): Promise<string> => {
  const signature = await readBeside(directory, signatureFile);
  if (!signature)
    return refuse(
      directory,
      "it is not signed",
      wanted,
      "Build it with publish.key, or, if you know where it is from, sign it: thinsmith release sign",
    );
  if (signature.length !== 64)
    return refuse(directory, `${signatureFile} has ${signature.length} bytes, not 64`, wanted, rebuild);
  const signer = wanted.keys.find(({ key }) => verify(null, sums, key, signature));
  if (signer) return signer.fingerprint;
  const own = await ownSigner(sums, signature);
  return own === undefined
    ? refuse(
        directory,
        "another key signed it, or SHA256SUMS was changed after it was signed",
        wanted,
        rebuild,
      )
    : refuse(
        directory,
        `the keys ${own} signed it`,
        wanted,
        `If that is right, say so with --key ${own}, or sign it anew: thinsmith release sign`,
      );
};

/**
 * Reads a release. Where keys are known for its image, its manifest is what one of them signed; its other files are as the
 * manifest says only once `damagedFiles` has found none.
 * @param given a file of public keys, or the name of keys, in place of those that are known on this machine
 * @throws ThinsmithError that says what is wrong with its signature
 */
export const readTrusted = async (directory: string, given?: string): Promise<Trusted> => {
  const read = await readRelease(directory);
  const releases = dirname(read.directory);
  // A copy may lie anywhere. In its image's directory its name is that of the directory, whatever the manifest says.
  const inImage = basename(releases) === "releases" || isCandidate(read);
  const image = inImage ? basename(dirname(releases)) : undefined;
  const names = [...new Set([read.manifest.name, ...(image === undefined ? [] : [image])])];
  const wanted = await knownKeys(names, given);
  if (!wanted) {
    const others = await imagesWithKeys();
    const { name, id } = read.manifest;
    const unchecked = `It was not checked who built ${id} of ${name}: no key is known for that image, only for ${others.join(", ")}.`;
    return { release: read, ...(others.length > 0 ? { unchecked: sanitize(unchecked) } : {}) };
  }
  const sums = (await readBeside(read.directory, "SHA256SUMS")) ?? Buffer.alloc(0);
  const signer = await signerOf(read.directory, sums, wanted);
  // These bytes are checked and parsed, whatever is on the disk a moment later.
  const text = (await readBeside(read.directory, "manifest.json")) ?? Buffer.alloc(0);
  if (
    !sums
      .toString()
      .split("\n")
      .includes(`${sha256Of(text)}  manifest.json`)
  )
    return refuse(read.directory, "its manifest.json is not the one that was signed", wanted, rebuild);
  const release = await releaseFrom(read.directory, text.toString());
  if (image !== undefined && release.manifest.name !== image)
    return refuse(
      read.directory,
      `it is signed as a release of ${release.manifest.name}, but lies among those of ${image}`,
      wanted,
      "Move it to where it belongs.",
    );
  return { release, signer };
};

/**
 * Reads a release as `readTrusted` does, and all of its files where it has to be signed.
 * @throws ThinsmithError where its signature is wrong, or a file is not the one that was signed
 */
export const demandTrusted = async (directory: string, given?: string): Promise<Trusted> => {
  const trusted = await readTrusted(directory, given);
  if (trusted.signer === undefined) return trusted;
  const damaged = await damagedFiles(trusted.release);
  if (damaged.length > 0)
    throw new ThinsmithError(
      `The release ${shortPath(directory)} is refused: ${damaged.join(", ")} ${damaged.length > 1 ? "are not the files that were" : "is not the file that was"} signed.`,
      { remedy: rebuild },
    );
  return trusted;
};
