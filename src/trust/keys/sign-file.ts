import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { CommandError, run } from "../../system/process.ts";
import type { FirmwareKey } from "./open.ts";
import { runWithSecret, runWithToken } from "./token.ts";

/** Paths of what is signed, of the certificate in PEM, and of what the program writes. */
interface SigningFiles {
  readonly from: string;
  readonly certificate: string;
  readonly to: string;
}

/** A program that signs by a firmware key. */
export interface SigningProgram {
  /** What could not be done, as the beginning of a sentence. */
  readonly failure: string;
  /** @param key /dev/stdin, or the URI of a key in a token; @param inToken it is the latter */
  readonly command: (key: string, inToken: boolean, files: SigningFiles) => readonly string[];
  /** Run after a token has signed, where the program itself does not look whether its key is that of the certificate. */
  readonly checkToken?: (files: SigningFiles) => readonly string[];
}

/**
 * Signs in a directory of its own, which is removed; the private key is in no file of it.
 * @param prefix path that the directory's name begins with
 * @returns what the program has written
 * @throws ThinsmithError where the key cannot be used, or the program fails
 */
export const signFileBy = async (
  { failure, command, checkToken }: SigningProgram,
  content: Buffer,
  key: FirmwareKey,
  prefix: string,
): Promise<Buffer> => {
  const folder = await mkdtemp(prefix);
  const files = {
    ...{ from: join(folder, "content"), certificate: join(folder, "certificate") },
    to: join(folder, "signed"),
  };
  try {
    await writeFile(files.from, content);
    await writeFile(files.certificate, key.open);
    if ("secret" in key) {
      const pem = key.secret.export({ type: "pkcs8", format: "pem" }).toString();
      await runWithSecret(command("/dev/stdin", false, files), pem);
    } else {
      await runWithToken((uri) => command(uri, true, files), key.token, key.pin);
      if (checkToken) await run(checkToken(files));
    }
    return await readFile(files.to);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new ThinsmithError(`${failure}: ${error.message}.`, {
      remedy: "What the program said is below. thinsmith doctor --signing says what is missing here.",
      lastLines: error.lastLines,
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
