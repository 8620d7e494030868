import type { Release } from "../../release/release.ts";
import { type OpenFile, openFiles } from "../keys/export.ts";
import { type FirmwareKind, firmwareKinds } from "../keys/kinds.ts";
import type { OwnerKeys } from "../keys/open.ts";
import { authenticated, signedBytes } from "./authenticated.ts";
import { certificatesOf } from "./certificates.ts";
import { signatureList } from "./efi.ts";
import { makeEnrolmentImage } from "./enrolment-image.ts";
import { signDetached } from "./sign.ts";

/** The key that has to sign a change of a variable, once firmware has its PK. */
const signers = { PK: "PK", KEK: "PK", db: "KEK" } as const satisfies Record<FirmwareKind, "PK" | "KEK">;

/** What brings the keys of a set into firmware: each variable as firmware takes it (.auth). */
const enrolmentOf = async (keys: OwnerKeys, at: Date): Promise<Record<FirmwareKind, Buffer>> => {
  const certificates = certificatesOf(keys.set);
  const variables: Partial<Record<FirmwareKind, Buffer>> = {};
  for (const kind of firmwareKinds) {
    const content = signatureList(certificates[kind]);
    const signature = await signDetached(signedBytes(kind, at, content), keys[signers[kind]]);
    variables[kind] = authenticated(at, signature, content);
  }
  return variables as Record<FirmwareKind, Buffer>;
};

/**
 * Files that a person brings keys into machines with: the variables (.auth), the certificates (.pem, .cer), and an image that
 * enrols them over the network (.efi).
 * @param at time of the change; firmware that has these keys takes only a later one
 * @param release whose kernel and initrd the image is made of; without it there is none
 * @throws ThinsmithError where a key cannot be used, or the release cannot enrol
 */
export const enrolmentFiles = async (
  keys: OwnerKeys,
  at: Date,
  release: Release | undefined,
): Promise<OpenFile[]> => {
  const { name } = keys.set;
  const variables = await enrolmentOf(keys, at);
  return [
    ...firmwareKinds.map((kind): OpenFile => [`${name}-${kind}.auth`, variables[kind]]),
    ...openFiles(keys.set),
    ...(release
      ? [[`${name}-enrol.efi`, await makeEnrolmentImage(release, keys.set, variables)] satisfies OpenFile]
      : []),
  ];
};
