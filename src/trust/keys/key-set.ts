import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { presetName, tokenUri } from "../../grammar/grammar.ts";
import { readJson } from "../../grammar/json.ts";
import { nearest } from "../../grammar/nearest.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { invocation } from "../../system/invocation.ts";
import { filesOf, type KeyKind, keyKinds } from "./kinds.ts";
import { configDirectories, keysDirectory } from "./places.ts";

/** What keys.json of a set says beside the keys' own files. */
export const keysFile = "keys.json";
export const keysSchema = z.object({
  version: z.literal(1),
  keys: z.partialRecord(
    z.enum(Object.keys(keyKinds) as KeyKind[]),
    z.object({
      madeAt: z.iso.datetime(),
      /** Where the private key is, if it is in a token. */
      token: tokenUri.optional(),
    }),
  ),
});

/** One key of a set: what may be known of it without opening it. */
export interface SiteKey {
  readonly kind: KeyKind;
  readonly madeAt: string;
  /** PEM of the public key (release), or of the certificate. */
  readonly open: string;
  /** sha256 in hexadecimal of the DER of the public key (release), or of the certificate, as firmware shows it. */
  readonly fingerprint: string;
  /** When its certificate ends. */
  readonly expires?: Date;
  /** A pkcs11: URI, where a token has the private key. */
  readonly token?: string;
}

/** The keys of a site under one name. */
export interface KeySet {
  readonly name: string;
  readonly directory: string;
  readonly keys: readonly SiteKey[];
}

/** sha256 of a public key's DER (SubjectPublicKeyInfo), in hexadecimal. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");

/** Reads the part of a key that may be given away. @throws Error for what is none */
const readOpen = (kind: KeyKind, open: string): Pick<SiteKey, "fingerprint" | "expires"> => {
  if (kind === "release") {
    const key = createPublicKey(open);
    if (key.asymmetricKeyType !== "ed25519") throw new Error("it is no Ed25519 key");
    return { fingerprint: fingerprintOf(key) };
  }
  const certificate = new X509Certificate(open);
  return {
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    expires: new Date(certificate.validTo),
  };
};

const readKey = async (
  directory: string,
  kind: KeyKind,
  about: { readonly madeAt: string; readonly token?: string | undefined },
): Promise<SiteKey> => {
  const file = join(directory, filesOf(kind).open);
  try {
    const open = await readFile(file, "utf8");
    const { madeAt, token } = about;
    return { kind, madeAt, open, ...readOpen(kind, open), ...(token === undefined ? {} : { token }) };
  } catch (error) {
    throw new ThinsmithError(`The key ${file} cannot be used: ${(error as Error).message}`, {
      remedy: "Take the directory of these keys from your backup, or make new keys.",
    });
  }
};

/**
 * The name of a set of keys, which is the name of its directory.
 * @throws UsageError
 */
export const keyName = (name: string): string => {
  const { error } = presetName.safeParse(name);
  if (error) throw new UsageError(`"${name}" cannot be the name of keys.`, error.issues[0]?.message);
  return name;
};

/** The set in a directory; undefined where there is none. @throws ThinsmithError where it cannot be used */
export const readSet = async (directory: string, name: string): Promise<KeySet | undefined> => {
  const file = join(directory, keysFile);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new ThinsmithError(`The keys ${name} cannot be read: ${error.message}`, {
      remedy: "Keys are read by the user who made them, and by root.",
    });
  });
  if (text === undefined) return undefined;
  const read = readJson(keysSchema, text);
  if (!read)
    throw new ThinsmithError(`${file} is damaged.`, { remedy: "Take the directory from your backup." });
  const kinds = (Object.keys(keyKinds) as KeyKind[]).flatMap((kind) => {
    const about = read.keys[kind];
    return about ? [{ kind, about }] : [];
  });
  return {
    name,
    directory,
    keys: await Promise.all(kinds.map(({ kind, about }) => readKey(directory, kind, about))),
  };
};

/** All sets of keys, by their names. One that cannot be used is an error in its place. */
export const listKeySets = async (): Promise<
  (KeySet | { readonly name: string; readonly problem: Error })[]
> => {
  const found = new Map<string, KeySet | { name: string; problem: Error }>();
  for (const config of await configDirectories()) {
    const folder = join(config, "keys");
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      if (found.has(name)) continue;
      const set = await readSet(join(folder, name), name).catch((problem: Error) => ({ name, problem }));
      if (set) found.set(name, set);
    }
  }
  return [...found.values()];
};

/** The set of a name; undefined where there is none. @throws ThinsmithError where it cannot be used */
export const findKeySet = async (name: string): Promise<KeySet | undefined> => {
  if (!presetName.safeParse(name).success) return undefined;
  for (const config of await configDirectories()) {
    const set = await readSet(join(config, "keys", name), name);
    if (set) return set;
  }
  return undefined;
};

/** The set of a name. @throws UsageError with those that there are */
export const readKeySet = async (name: string): Promise<KeySet> => {
  const set = await findKeySet(keyName(name));
  if (set) return set;
  const names = (await listKeySets()).map((one) => one.name);
  const meant = nearest(name, names);
  throw new UsageError(
    `There are no keys ${name} in ${keysDirectory()}${meant ? `; did you mean ${meant}?` : "."}`,
    names.length > 0
      ? `Keys: ${names.join(", ")}. Others are made with: ${invocation()} keys make ${name}`
      : `Make them with: ${invocation()} keys make ${name}`,
  );
};

/** A key of a set. @throws UsageError where the set has none of this kind */
export const keyOf = (set: KeySet, kind: KeyKind): SiteKey => {
  const key = set.keys.find((one) => one.kind === kind);
  if (key) return key;
  throw new UsageError(
    `The keys ${set.name} have no key that ${keyKinds[kind]} (${kind}).`,
    `Add it with: ${invocation()} keys make ${set.name} --for ${kind === "release" ? "releases" : "firmware"}`,
  );
};
