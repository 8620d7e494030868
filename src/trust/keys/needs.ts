import { type Need, need } from "../../system/needs.ts";

/** What keys need besides node's own cryptography. */
export const keyNeeds: readonly Need[] = [
  need(
    "openssl",
    "makes certificates for firmware, encrypts keys by a passphrase, and reaches keys in tokens",
    "openssl",
    "openssl",
  ),
];
