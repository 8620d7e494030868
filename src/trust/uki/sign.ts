import { join } from "node:path";
import type { FirmwareKey } from "../keys/open.ts";
import { type SigningProgram, signFileBy } from "../keys/sign-file.ts";

const sbsign: SigningProgram = {
  failure: "thinsmith.efi could not be signed",
  command: (secret, inToken, { from, certificate, to }) => [
    ...["sbsign", ...(inToken ? ["--engine", "pkcs11"] : [])],
    ...["--key", secret, "--cert", certificate, "--output", to, from],
  ],
  // The token may have another key under that name by now. Of a file that was looked at when it was opened.
  checkToken: ({ certificate, to }) => ["sbverify", "--cert", certificate, to],
};

/**
 * Signs an image for firmware by sbsign(1). Signing twice makes different bytes.
 * @param beside a directory on whose file system there is room for it twice
 * @throws ThinsmithError where the key cannot be used, or sbsign cannot read the image
 */
export const signForFirmware = (image: Buffer, key: FirmwareKey, beside: string): Promise<Buffer> =>
  signFileBy(sbsign, image, key, join(beside, ".uki-"));
