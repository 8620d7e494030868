import { type AskPassphrase, passphraseFrom } from "../../trust/keys/passphrase.ts";
import { askSecret, canAsk } from "./ask.ts";

/** Where the passphrase of keys comes from: where the person said, else from the terminal, if there is one. */
export const passphraseAsker = (source: string | undefined): AskPassphrase | undefined => {
  if (source !== undefined) return async () => passphraseFrom(source);
  return canAsk() ? (name) => askSecret(`Passphrase of the keys ${name}: `) : undefined;
};
