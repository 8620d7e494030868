import { createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { invocation } from "../../system/invocation.ts";
import { readSecret } from "./guard.ts";
import { fingerprintOf, type KeySet, keyOf, readKeySet, type SiteKey } from "./key-set.ts";
import { type FirmwareKind, filesOf, firmwareKinds, type KeyKind } from "./kinds.ts";
import { type AskPassphrase, passphraseUnasked, passphraseVariable } from "./passphrase.ts";
import { publicKeyInToken } from "./token.ts";

/** A firmware key that can sign: its private key, or the token that has it. */
export type FirmwareKey = SiteKey &
  ({ readonly secret: KeyObject } | { readonly token: string; readonly pin: string | undefined });

/** Keys of a set that have been opened, so that nothing need be asked any more. */
export interface OpenKeys {
  readonly set: KeySet;
  /** Ed25519 over the bytes: 64 bytes. */
  readonly sign: (content: Uint8Array) => Buffer;
  /** None where the set has none, or it was not asked for. */
  readonly db?: FirmwareKey;
}

/** What a passphrase is asked for is asked once: all keys of a set have the same. */
const once = (ask: AskPassphrase): AskPassphrase => {
  let answer: Promise<string> | undefined;
  return (name) => (answer ??= ask(name));
};

const unasked: AskPassphrase = (name) => {
  const ask = passphraseUnasked();
  if (ask) return ask(name);
  throw new ThinsmithError(`The keys ${name} have a passphrase, and nobody can be asked for it here.`, {
    remedy: `Name where it is: ${passphraseVariable}=file:PATH (or env:NAME, fd:NUMBER). In a terminal, ${invocation()} build asks for it.`,
  });
};

const encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

/** Whether what is made public of a key belongs to its private key. */
const belongs = (secret: KeyObject, { kind, open, fingerprint }: SiteKey): boolean =>
  kind === "release"
    ? fingerprintOf(createPublicKey(secret)) === fingerprint
    : new X509Certificate(open).checkPrivateKey(secret);

/**
 * A private key.
 * @throws ThinsmithError for one that others may read, a wrong passphrase, or a key that is not that of its public part
 */
const openSecret = async (set: KeySet, kind: KeyKind, ask: AskPassphrase): Promise<KeyObject> => {
  const file = join(set.directory, filesOf(kind).secret);
  const pem = await readSecret(file);
  const passphrase = pem.includes(encrypted) ? await ask(set.name) : undefined;
  let secret: KeyObject;
  try {
    secret = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    throw passphrase === undefined
      ? new ThinsmithError(`The private key ${file} is damaged.`, {
          remedy: "Take it from your backup. Without one, make new keys.",
          cause: error,
        })
      : new ThinsmithError(`The passphrase of the keys ${set.name} is wrong, or ${file} is damaged.`, {
          remedy:
            "Try again. Nothing opens a key whose passphrase is lost: make new ones under another name, name them in publish.key, and build again.",
          cause: error,
        });
  }
  if (!belongs(secret, keyOf(set, kind)))
    throw new ThinsmithError(`The private key ${file} is not that of ${filesOf(kind).open} beside it.`, {
      remedy: "Take the directory of these keys from your backup.",
    });
  return secret;
};

const openFirmware = async (set: KeySet, kind: FirmwareKind, ask: AskPassphrase): Promise<FirmwareKey> => {
  const key = keyOf(set, kind);
  if (key.expires && key.expires.getTime() < Date.now())
    throw new ThinsmithError(
      `The certificate of the firmware key ${set.name} (${kind}) has expired on ${key.expires.toISOString().slice(0, 10)}.`,
      {
        remedy:
          "Make new keys under another name, bring them into the machines, and name them in publish.key.",
      },
    );
  if (key.token === undefined) return { ...key, secret: await openSecret(set, kind, ask) };
  // A token whose PIN is not known may ask for none, or its URI names the source.
  const pin = key.token.includes("pin-source=") ? undefined : await ask(set.name);
  // A build would find out at its end.
  const open = await publicKeyInToken(key.token, pin);
  if (fingerprintOf(createPublicKey(open)) !== fingerprintOf(new X509Certificate(key.open).publicKey))
    throw new ThinsmithError(
      `The key ${key.token} is not that of ${join(set.directory, filesOf(kind).open)}.`,
      {
        remedy: "Plug in the token that the certificate was made with.",
      },
    );
  return { ...key, token: key.token, pin };
};

/**
 * Opens the keys that sign a release. What has to be asked is asked here, and not when they sign.
 * @param firmware whether the key that firmware knows is needed, too, if the set has one
 * @param ask without it, the passphrase comes from where the environment says
 * @throws UsageError, ThinsmithError where they cannot be used
 */
export const openKeys = async (
  name: string,
  firmware: boolean,
  ask: AskPassphrase = unasked,
): Promise<OpenKeys> => {
  const set = await readKeySet(name);
  const asked = once(ask);
  keyOf(set, "release");
  const release = await openSecret(set, "release", asked);
  const db =
    firmware && set.keys.some(({ kind }) => kind === "db")
      ? { db: await openFirmware(set, "db", asked) }
      : {};
  return { set, sign: (content) => sign(null, content, release), ...db };
};

/** The keys of a set that sign changes of what firmware knows. */
export interface OwnerKeys {
  readonly set: KeySet;
  readonly PK: FirmwareKey;
  readonly KEK: FirmwareKey;
}

/**
 * Opens the keys that bring a set into the firmware of machines.
 * @param ask without it, the passphrase comes from where the environment says
 * @throws UsageError where the set lacks one of PK, KEK and db; ThinsmithError where one cannot be used
 */
export const openOwners = async (name: string, ask: AskPassphrase = unasked): Promise<OwnerKeys> => {
  const set = await readKeySet(name);
  // What is missing is said before a passphrase is asked for.
  for (const kind of firmwareKinds) keyOf(set, kind);
  const asked = once(ask);
  return { set, PK: await openFirmware(set, "PK", asked), KEK: await openFirmware(set, "KEK", asked) };
};
