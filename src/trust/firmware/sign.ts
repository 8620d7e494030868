import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FirmwareKey } from "../keys/open.ts";
import { signFileBy } from "../keys/sign-file.ts";
import { tokenEngine } from "../keys/token.ts";
import { bareSignedData } from "./authenticated.ts";

/**
 * Signs as firmware wants it for its variables: a PKCS#7 SignedData in DER with the certificate, without the content and
 * without signed attributes.
 * @throws ThinsmithError where the key cannot be used
 */
export const signDetached = async (content: Buffer, key: FirmwareKey): Promise<Buffer> => {
  const signature = await signFileBy(
    {
      failure: `The key ${key.kind} could not sign`,
      // openssl refuses a key that is not that of the certificate.
      command: (secret, inToken, { from, certificate, to }) => [
        ...["openssl", "cms", "-sign", "-binary", "-noattr", "-md", "sha256"],
        ...(inToken ? [...tokenEngine, "-keyform", "engine"] : []),
        ...["-inkey", secret, "-signer", certificate, "-in", from, "-outform", "DER", "-out", to],
      ],
    },
    content,
    key,
    join(tmpdir(), "thinsmith-enrol-"),
  );
  return bareSignedData(signature);
};
