import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { presetName } from "../../grammar/grammar.ts";
import type { Manifest } from "../../release/manifest.ts";
import { UsageError } from "../../system/errors.ts";
import { type KeySet, keyOf, readKeySet } from "../keys/key-set.ts";
import type { FirmwareKind } from "../keys/kinds.ts";

/** Certificates that firmware knows, in DER. */
export type FirmwareCertificates = Readonly<Record<FirmwareKind, Buffer>>;

/** The certificates of a set. @throws UsageError where it lacks one */
export const certificatesOf = (set: KeySet): FirmwareCertificates => {
  const der = (kind: FirmwareKind) => new X509Certificate(keyOf(set, kind).open).raw;
  return { PK: der("PK"), KEK: der("KEK"), db: der("db") };
};

/** Settings of a release may come from elsewhere: a name is used only if it is one. */
const signed = z.looseObject({ publish: z.looseObject({ key: presetName }) });

/**
 * The keys that firmware has to know to start a release: those that a person names, else those that the release was built
 * with. Their private keys are not needed.
 * @throws UsageError where they are not on this machine, or it is not known which they are
 */
export const firmwareKeysOf = async (
  { id, settings }: Pick<Manifest, "id" | "settings">,
  given?: string,
): Promise<KeySet> => {
  if (given !== undefined && !presetName.safeParse(given).success)
    throw new UsageError(
      `Firmware needs the certificates of the keys, which ${given} does not have: it is no name of keys.`,
      "Give the name of keys that are on this machine: --key NAME",
    );
  const name = given ?? signed.safeParse(settings).data?.publish.key;
  if (name === undefined)
    throw new UsageError(
      `The release ${id} does not say which keys firmware has to know: it was built without publish.key.`,
      "Name them: --key NAME",
    );
  return readKeySet(name).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `Firmware has to know the certificates of the keys ${name}. ${error.message}`,
      "Copy the directory of these keys from the machine that has them, without its private keys (*.key), or name others: --key NAME",
    );
  });
};
