import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { CommandError, run } from "../../system/process.ts";
import type { FirmwareKey } from "../keys/open.ts";
import { runWithSecret, runWithToken } from "../keys/token.ts";

/**
 * Signs an image for firmware by sbsign(1). Signing twice makes different bytes.
 * @param beside a directory on whose file system there is room for it twice
 * @throws ThinsmithError where the key cannot be used, or sbsign cannot read the image
 */
export const signForFirmware = async (image: Buffer, key: FirmwareKey, beside: string): Promise<Buffer> => {
  const folder = await mkdtemp(join(beside, ".uki-"));
  const [from, to, certificate] = ["image", "signed", "certificate"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const command = (secret: string, ...more: string[]) => [
    ...["sbsign", ...more, "--key", secret, "--cert", certificate, "--output", to, from],
  ];
  try {
    await writeFile(from, image);
    await writeFile(certificate, key.open);
    if ("secret" in key) {
      const pem = key.secret.export({ type: "pkcs8", format: "pem" }).toString();
      await runWithSecret(command("/dev/stdin"), pem);
    } else {
      await runWithToken((uri) => command(uri, "--engine", "pkcs11"), key.token, key.pin);
      // The token may have another key under that name by now. Of a file that was looked at when it was opened.
      await run(["sbverify", "--cert", certificate, to]);
    }
    return await readFile(to);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new ThinsmithError(`thinsmith.efi could not be signed: ${error.message}.`, {
      remedy: "What the program said is below. thinsmith doctor --signing says what is missing here.",
      lastLines: error.lastLines,
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
