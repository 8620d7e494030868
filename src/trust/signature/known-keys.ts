import { createPublicKey, type KeyObject } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFile } from "atomically";
import { shellWord } from "../../system/command-log.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { makeDirectory } from "../../system/files.ts";
import { configDirectory, writtenPath } from "../../system/paths.ts";
import { findKeySet, fingerprintOf, keyOf, readKeySet } from "../keys/key-set.ts";
import { configDirectories } from "../keys/places.ts";

/** A public key by which releases may be signed. */
interface KnownKey {
  readonly key: KeyObject;
  /** sha256 in hexadecimal, as `keys list` shows it. */
  readonly fingerprint: string;
}

/** Keys of which one has to have signed a release. */
export interface KnownKeys {
  readonly keys: readonly KnownKey[];
  /** Where that is said: files, or the name that a person gave. */
  readonly from: string;
}

/** The file with the keys for one image, and that for all images, in a configuration directory. */
const imageFile = (config: string, image: string) => join(config, "trusted", `${image}.pem`);
const everyFile = (config: string) => join(config, "trusted.pem");

const known = (key: KeyObject): KnownKey => ({ key, fingerprint: fingerprintOf(key) });

/** All Ed25519 keys in a PEM file. @throws ThinsmithError where it has none, or others may write to it */
const readKeys = async (file: string): Promise<KnownKey[]> => {
  if (((await stat(file)).mode & 0o022) !== 0)
    throw new ThinsmithError(`Others may write to ${file}, which says whose releases are taken.`, {
      remedy: `Look at what is in it, then run: chmod go-w ${shellWord(file)}`,
    });
  const text = await readFile(file, "utf8");
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  const keys = blocks.map((pem) => {
    try {
      return known(createPublicKey(pem));
    } catch {
      return undefined;
    }
  });
  if (keys.length === 0 || keys.some((one) => one?.key.asymmetricKeyType !== "ed25519"))
    throw new ThinsmithError(`${file} has no public key for releases, or one that cannot be read.`, {
      remedy: "It is a PEM file with Ed25519 keys: thinsmith keys export writes NAME-release.pem.",
    });
  return keys as KnownKey[];
};

/** Whether there is a file. @throws where that cannot be told: keys that are not seen would let everything pass */
const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw new ThinsmithError(`It cannot be told whether there are keys in ${file}: ${error.message}`, {
        remedy: "Run it as a user who may read that directory.",
      });
    },
  );

/**
 * What a person gave: the name of keys on this machine, or a file with public keys. A name comes first: where one works must
 * not decide which keys it means.
 */
const givenKeys = async (word: string): Promise<KnownKeys> => {
  const file = writtenPath(word);
  const set = await findKeySet(word);
  if (!set && (await isThere(file))) return { keys: await readKeys(file), from: word };
  if (!set && word.includes("/")) throw new UsageError(`There is no file ${word} with keys.`);
  const { open } = keyOf(set ?? (await readKeySet(word)), "release");
  return { keys: [known(createPublicKey(open))], from: word };
};

/**
 * The keys by which releases of an image have to be signed on this machine: those that a person gave, else those that are
 * known for any of these names of images, and for all images; undefined where none are.
 * @throws ThinsmithError for a file of keys that cannot be used
 */
export const knownKeys = async (
  images: readonly string[],
  given: string | undefined,
): Promise<KnownKeys | undefined> => {
  if (given !== undefined) return givenKeys(given);
  const files: string[] = [];
  for (const config of await configDirectories())
    for (const file of [...images.map((image) => imageFile(config, image)), everyFile(config)])
      if (!files.includes(file) && (await isThere(file))) files.push(file);
  if (files.length === 0) return undefined;
  return { keys: (await Promise.all(files.map(readKeys))).flat(), from: files.join(", ") };
};

/** Images that keys are known for on this machine. */
export const imagesWithKeys = async (): Promise<string[]> => {
  const names = new Set<string>();
  for (const config of await configDirectories())
    for (const name of await readdir(dirname(imageFile(config, ""))).catch(() => []))
      if (name.endsWith(".pem")) names.add(name.slice(0, -".pem".length));
  return [...names].sort();
};

/**
 * From now on this machine takes releases of an image only if they are signed, by this key or those known before.
 * @param open PEM of the public key
 * @returns whether that is new
 */
export const rememberKey = async (image: string, open: string): Promise<boolean> => {
  const { fingerprint } = known(createPublicKey(open));
  const before = await knownKeys([image], undefined);
  if (before?.keys.some((one) => one.fingerprint === fingerprint)) return false;
  const file = imageFile(configDirectory(), image);
  await makeDirectory(dirname(file));
  await writeFile(file, `${await readFile(file, "utf8").catch(() => "")}${open.trimEnd()}\n`, {
    mode: 0o644,
  });
  return true;
};
