import { ThinsmithError } from "../../system/errors.ts";
import { CommandError, run } from "../../system/process.ts";

/** Hands its standard input through a pipe: what a program opens as /dev/stdin may not be node's socket. */
const throughPipe = (command: readonly string[]) => ["sh", "-c", 'cat | exec "$@"', "sh", ...command];

/**
 * Runs a command that reads a secret from /dev/stdin, so that the secret is in no file and no argument.
 * @param env of the command; a variable with SECRET in its name is in no log
 */
export const runWithSecret = (
  command: readonly string[],
  secret: string,
  env?: Readonly<Record<string, string>>,
): Promise<string> => run(throughPipe(command), { input: { data: secret }, shownAs: command, env });

/** The engine through which openssl and sbsign reach tokens: that of libp11. */
export const tokenEngine = ["-engine", "pkcs11"] as const;

/** The URI with the place of its PIN, which `runWithSecret` hands over. */
const withPin = (uri: string): string => `${uri}${uri.includes("?") ? "&" : "?"}pin-source=/dev/stdin`;

/** Why a token's key could not be used: what openssl and libp11 say, and what it means. */
const meanings: readonly [RegExp, string, string][] = [
  [
    /engines-\d\/pkcs11\.so|invalid engine "?pkcs11/,
    "openssl has no PKCS#11 engine",
    "On Debian and Ubuntu: apt-get install libengine-pkcs11-openssl",
  ],
  [
    /p11_load\.c/,
    "the library of the token cannot be loaded",
    "Name the library of its vendor in the environment: PKCS11_MODULE_PATH=/usr/lib/...so",
  ],
  [
    /PIN incorrect|Login failed/,
    "its PIN is wrong, or was not given",
    "Give it by --passin. Most tokens lock after three wrong ones.",
  ],
  [
    /No matching initialized token|[Nn]o slot/,
    "the token is not there",
    "Plug it in, and check the URI: pkcs11-tool --list-slots",
  ],
  [
    /private key was not found|object not found/,
    "the token has no such key",
    "Check the URI: pkcs11-tool --login --list-objects",
  ],
];

const explained = (uri: string, error: unknown): never => {
  if (!(error instanceof CommandError)) throw error;
  const said = error.lastLines.join("\n");
  const [, why, remedy] = meanings.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    error.message,
    "What it said is below; try the token with pkcs11-tool --login --test",
  ];
  throw new ThinsmithError(`The key ${uri} cannot be used: ${why}.`, {
    remedy,
    cause: error,
    lastLines: error.lastLines,
  });
};

/**
 * Runs a command that uses a token's key.
 * @param command makes the command from the URI to put into its arguments
 * @param pin none where the token asks for none, or the URI names its source
 * @throws ThinsmithError where the token is gone, the PIN is wrong, or there is no such key
 */
export const runWithToken = (
  command: (uri: string) => readonly string[],
  uri: string,
  pin: string | undefined,
): Promise<string> =>
  (pin === undefined ? run(command(uri)) : runWithSecret(command(withPin(uri)), pin)).catch(
    (error: unknown) => explained(uri, error),
  );

/** PEM of the public key that belongs to a token's private key. @throws ThinsmithError where that cannot be used */
export const publicKeyInToken = (uri: string, pin: string | undefined): Promise<string> =>
  runWithToken(
    (key) => ["openssl", "pkey", ...tokenEngine, "-inform", "engine", "-in", key, "-pubout"],
    uri,
    pin,
  );
