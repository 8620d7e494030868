import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { CommandError } from "../../system/process.ts";
import type { FirmwareKey } from "../keys/open.ts";
import { runWithSecret, runWithToken, tokenEngine } from "../keys/token.ts";
import { bareSignedData } from "./authenticated.ts";

/**
 * Signs as firmware wants it for its variables: a PKCS#7 SignedData in DER with the certificate, without the content and
 * without signed attributes.
 * @throws ThinsmithError where the key cannot be used
 */
export const signDetached = async (content: Buffer, key: FirmwareKey): Promise<Buffer> => {
  const folder = await mkdtemp(join(tmpdir(), "thinsmith-enrol-"));
  const [data, certificate, signature] = ["data", "certificate", "signature"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const command = (secret: string, ...more: string[]) => [
    ...["openssl", "cms", "-sign", "-binary", "-noattr", "-md", "sha256", ...more, "-inkey", secret],
    ...["-signer", certificate, "-in", data, "-outform", "DER", "-out", signature],
  ];
  try {
    await writeFile(data, content);
    await writeFile(certificate, key.open);
    if ("secret" in key) {
      const pem = key.secret.export({ type: "pkcs8", format: "pem" }).toString();
      await runWithSecret(command("/dev/stdin"), pem);
    } else {
      // openssl refuses a key that is not that of the certificate.
      await runWithToken((uri) => command(uri, ...tokenEngine, "-keyform", "engine"), key.token, key.pin);
    }
    return bareSignedData(await readFile(signature));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new ThinsmithError(`The key ${key.kind} could not sign: ${error.message}.`, {
      remedy: "What openssl said is below. thinsmith doctor --signing says what is missing here.",
      lastLines: error.lastLines,
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
