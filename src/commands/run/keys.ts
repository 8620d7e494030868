import { join } from "node:path";
import { tokenUri } from "../../grammar/grammar.ts";
import { UsageError } from "../../system/errors.ts";
import { sanitize } from "../../system/text.ts";
import { padColumns } from "../../system/text-width.ts";
import { exportKeys } from "../../trust/keys/export.ts";
import { type KeySet, listKeySets, readKeySet, type SiteKey } from "../../trust/keys/key-set.ts";
import { type FirmwareKind, filesOf, firmwareKinds, type KeyKind, keyKinds } from "../../trust/keys/kinds.ts";
import { makeKeys } from "../../trust/keys/make.ts";
import { keyNeeds } from "../../trust/keys/needs.ts";
import { openKeys } from "../../trust/keys/open.ts";
import { passphraseFrom } from "../../trust/keys/passphrase.ts";
import { signFile } from "../../trust/signature/sign.ts";
import type { keysExport, keysList, keysMake, keysShow, keysSign } from "../keys.ts";
import type { OptionsOf } from "../options.ts";
import { askSecret, canAsk, passphraseAsker } from "./ask.ts";
import { installMissing } from "./install-missing.ts";
import { print, printJson } from "./print.ts";

/** Shorter ones are guessed by machines. */
const shortest = 8;

/** @param pin whether it is that of a token alone, which counts how often somebody guesses */
const newPassphrase = async (source: string | undefined, pin: boolean): Promise<string> => {
  if (source === undefined && !canAsk())
    throw new UsageError("--passphrase needs a terminal.", "Without one: --passin file:PATH");
  const passphrase = source === undefined ? await askSecret("New passphrase: ") : passphraseFrom(source);
  if (!pin && passphrase.length < shortest)
    throw new UsageError(
      `The passphrase is too short: ${passphrase.length} of at least ${shortest} characters.`,
      "Six words that nobody would say together are easy to keep and hard to guess.",
    );
  if (source === undefined && (await askSecret("The same again: ")) !== passphrase)
    throw new UsageError("These are two different passphrases.", "Nothing was made. Try again.");
  return passphrase;
};

type Tokens = Partial<Record<FirmwareKind, string>>;

/** KIND=URI, each. @throws UsageError */
const tokensOf = (words: readonly string[]): Tokens => {
  const found: Tokens = {};
  for (const word of words) {
    const [first, ...rest] = word.split("=");
    const kind = firmwareKinds.find((one) => one === first);
    const uri = tokenUri.safeParse(rest.join("="));
    if (!kind || !uri.success)
      throw new UsageError(
        `--token ${word} is no key in a token.`,
        `It is ${firmwareKinds.join(", ")}, then = and ${tokenUri.safeParse("").error?.issues[0]?.message}`,
      );
    found[kind] = uri.data;
  }
  return found;
};

const kindsFor = {
  releases: ["release"],
  firmware: firmwareKinds,
  all: ["release", ...firmwareKinds],
} as const;

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10);

const lineOf = ({ kind, fingerprint, madeAt, expires, token }: SiteKey): string => {
  const until = expires ? ` to ${day(expires)}` : "";
  return `  ${kind.padEnd(8)} ${fingerprint}  ${day(madeAt)}${until}${token ? "  in a token" : ""}`;
};

const jsonOf = ({ name, directory, keys }: KeySet) => ({
  name,
  directory,
  keys: keys.map(({ kind, madeAt, fingerprint, expires, token, open }) => ({
    ...{ kind, for: keyKinds[kind], fingerprint, madeAt, expires: expires?.toISOString() ?? null },
    ...{ token: token ?? null, file: join(directory, filesOf(kind).open), pem: open },
  })),
});

const printSet = ({ name, keys }: KeySet): void => print([name, ...keys.map(lineOf)].join("\n"));

export const keysMakeCommand = async (name: string, options: OptionsOf<typeof keysMake>): Promise<void> => {
  const { passin } = options;
  const tokens = tokensOf(options.token);
  const kinds: readonly KeyKind[] = kindsFor[options.for];
  const odd = firmwareKinds.find((kind) => tokens[kind] !== undefined && !kinds.includes(kind));
  if (odd) throw new UsageError(`--token ${odd}= and --for ${options.for} exclude each other.`);
  const secret = options.passphrase || passin !== undefined;
  const inTokens = kinds.every((kind) => kind !== "release" && tokens[kind] !== undefined);
  if (kinds.includes("db") || secret) await installMissing(keyNeeds, options.yes === true);
  const set = await makeKeys(name, {
    ...{ kinds, tokens, bits: options.bits === "3072" ? 3072 : 2048 },
    passphrase: secret ? await newPassphrase(passin, inTokens) : undefined,
  });
  printSet(set);
  process.stderr.write(
    `These keys are in ${set.directory}. Keep a copy where no other machine reaches it: what they sign cannot be signed without them.\n` +
      (secret ? "" : "They have no passphrase: whoever reads these files signs in your name.\n"),
  );
};

export const keysListCommand = async ({ json }: OptionsOf<typeof keysList>): Promise<void> => {
  const sets = await listKeySets();
  if (json)
    return printJson(
      sets.map((set) => ("problem" in set ? { name: set.name, problem: set.problem.message } : jsonOf(set))),
    );
  if (sets.length === 0) process.stderr.write("There are no keys.\n");
  for (const set of sets)
    if ("problem" in set)
      print(`${padColumns(sanitize(set.name), 20)} cannot be used: ${sanitize(set.problem.message)}`);
    else printSet(set);
};

export const keysShowCommand = async (name: string, { json }: OptionsOf<typeof keysShow>): Promise<void> => {
  const set = await readKeySet(name);
  if (json) return printJson(jsonOf(set));
  print(`${set.name}, in ${set.directory}`);
  for (const key of set.keys) {
    const file = join(set.directory, filesOf(key.kind).open);
    print(`\n${key.kind}: ${keyKinds[key.kind]}`);
    print(`  sha256   ${key.fingerprint}`);
    print(
      `  made     ${day(key.madeAt)}${key.expires ? `, its certificate holds until ${day(key.expires)}` : ""}`,
    );
    print(`  public   ${file}`);
    print(`  private  ${key.token ?? join(set.directory, filesOf(key.kind).secret)}`);
    if (key.kind === "release") print(`\n${key.open.trimEnd()}`);
  }
};

export const keysExportCommand = async (
  name: string,
  directory: string,
  { replace }: OptionsOf<typeof keysExport>,
): Promise<void> => {
  for (const path of await exportKeys(await readKeySet(name), directory, replace === true)) print(path);
};

/** Signs files with the release key, so that clients take them from elsewhere. */
export const keysSignCommand = async (
  files: readonly string[],
  { key, passin }: OptionsOf<typeof keysSign>,
): Promise<void> => {
  const open = await openKeys(key, false, passphraseAsker(passin));
  for (const file of files) print(await signFile(file, open));
};
