import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFile as replaceFile } from "atomically";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { makeDirectory } from "../../system/files.ts";
import { configDirectory } from "../../system/paths.ts";
import { hasProgram } from "../../system/programs.ts";
import { selfSigned, selfSignedByToken } from "./certificate.ts";
import { type KeySet, keyName, keysFile, keysSchema, readSet } from "./key-set.ts";
import { type FirmwareKind, filesOf, type KeyKind } from "./kinds.ts";
import { keysDirectory } from "./places.ts";
import { runWithSecret } from "./token.ts";

interface MakeOptions {
  readonly kinds: readonly KeyKind[];
  /** Of RSA keys. */
  readonly bits: 2048 | 3072;
  /** Encrypts the private keys; for keys in tokens it is the PIN. */
  readonly passphrase: string | undefined;
  /** pkcs11: URIs of keys that a token has already. */
  readonly tokens: Readonly<Partial<Record<FirmwareKind, string>>>;
}

/** What is written for a key. */
interface NewKey {
  readonly kind: KeyKind;
  readonly open: string;
  /** None where a token has it. */
  readonly secret?: string;
}

const inPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/**
 * Makes a guess at the passphrase slow: some 0.3 s and 16 MiB. More memory (N) is refused by those who read the key, openssl
 * and node among them, unless they are told so.
 */
const scrypt = ["-scrypt", "-scrypt_N", "16384", "-scrypt_r", "8", "-scrypt_p", "5"];

/** The private key as its file has it. Node's own export derives the cipher's key from a passphrase in no time. */
const encoded = (key: KeyObject, passphrase: string | undefined): string | Promise<string> =>
  passphrase === undefined
    ? inPem(key)
    : runWithSecret(
        ["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", ...scrypt, "-passout", "env:THINSMITH_SECRET"],
        inPem(key),
        { THINSMITH_SECRET: passphrase },
      );

const makeRelease = async ({ passphrase }: MakeOptions): Promise<NewKey> => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const open = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { kind: "release", open, secret: await encoded(privateKey, passphrase) };
};

const makeFirmware = async (
  name: string,
  kind: FirmwareKind,
  { bits, passphrase, tokens }: MakeOptions,
): Promise<NewKey> => {
  const subject = `${name} ${kind}`;
  const token = tokens[kind];
  if (token !== undefined) return { kind, open: await selfSignedByToken(subject, token, passphrase) };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  const open = await selfSigned(subject, inPem(privateKey));
  return { kind, open, secret: await encoded(privateKey, passphrase) };
};

/** Writes new files, and none if one of them cannot be written. A file that is there is never replaced. */
const writeNew = async (files: readonly (readonly [path: string, content: string, mode: number])[]) => {
  const written: string[] = [];
  try {
    for (const [path, content, mode] of files) {
      await writeFile(path, content, { flag: "wx", mode });
      written.push(path);
    }
  } catch (error) {
    for (const path of written) await rm(path);
    throw error;
  }
};

/** @throws UsageError where the set has one of these keys */
const refuseReplacing = (before: KeySet | undefined, kinds: readonly KeyKind[]): void => {
  const there = before?.keys.filter(({ kind }) => kinds.includes(kind)).map(({ kind }) => kind) ?? [];
  if (there.length === 0) return;
  throw new UsageError(
    `The keys ${before?.name} have ${there.join(", ")} already; keys are never replaced.`,
    `Choose another name. To give these up for good, move ${before?.directory} away.`,
  );
};

/**
 * Makes keys under a name, or adds to those that it has.
 * @throws UsageError where one of them is there already; ThinsmithError where openssl is missing, or a token cannot be used
 */
export const makeKeys = async (name: string, options: MakeOptions): Promise<KeySet> => {
  const { kinds, tokens } = options;
  const directory = join(keysDirectory(), keyName(name));
  const before = await readSet(directory, name);
  refuseReplacing(before, kinds);
  const certificates = kinds.some((kind) => kind !== "release");
  if ((certificates || options.passphrase !== undefined) && !(await hasProgram("openssl")))
    throw new ThinsmithError(
      "Certificates for firmware and passphrases need openssl, which is not installed.",
      {
        remedy:
          "On Debian and Ubuntu: apt-get install openssl. --for releases needs none, without a passphrase.",
      },
    );
  const made: NewKey[] = [];
  for (const kind of kinds)
    made.push(await (kind === "release" ? makeRelease(options) : makeFirmware(name, kind, options)));
  await makeDirectory(configDirectory());
  for (const path of [keysDirectory(), directory])
    await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  await writeNew(
    made.flatMap(({ kind, open, secret }) => {
      const files = filesOf(kind);
      const openFile = [join(directory, files.open), open, 0o644] as const;
      return secret === undefined
        ? [openFile]
        : [[join(directory, files.secret), secret, 0o600] as const, openFile];
    }),
  );
  const madeAt = new Date().toISOString();
  const about = ({ kind }: { kind: KeyKind }) => {
    const token = kind === "release" ? undefined : tokens[kind];
    return [kind, { madeAt, ...(token === undefined ? {} : { token }) }] as const;
  };
  const kept = before?.keys.map(
    ({ kind, madeAt: at, token }) =>
      [kind, { madeAt: at, ...(token === undefined ? {} : { token }) }] as const,
  );
  const keys = keysSchema.parse({
    version: 1,
    keys: Object.fromEntries([...(kept ?? []), ...made.map(about)]),
  });
  await replaceFile(join(directory, keysFile), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o644 });
  return (await readSet(directory, name)) as KeySet;
};
