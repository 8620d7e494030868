import { readFileSync } from "node:fs";
import { UsageError } from "../../system/errors.ts";

/** Asks for the passphrase of keys, by their name. */
export type AskPassphrase = (name: string) => Promise<string>;

/** Where a passphrase may come from without a question: the environment variable that has one of the forms below. */
export const passphraseVariable = "THINSMITH_PASSIN";

const forms = "Write env:NAME, file:PATH or fd:NUMBER, as for openssl's -passin.";

const firstLine = (text: string): string => text.split(/\r?\n/)[0] ?? "";

/**
 * A passphrase from where a person said: env:NAME, file:PATH or fd:NUMBER (openssl-passphrase-options(1)). Of a file or a
 * descriptor the first line.
 * @throws UsageError where there is none
 */
export const passphraseFrom = (source: string): string => {
  const [, form, rest = ""] = /^(env|file|fd):(.+)$/s.exec(source) ?? [];
  if (form === undefined)
    throw new UsageError(
      source.startsWith("pass:")
        ? "pass: shows the passphrase to everybody who lists processes."
        : "That is no place to read a passphrase from.",
      forms,
    );
  try {
    const text =
      form === "env" ? process.env[rest] : readFileSync(form === "fd" ? descriptor(rest) : rest, "utf8");
    if (text === undefined) throw new Error(`the environment has no ${rest}`);
    if (firstLine(text) === "") throw new Error("its first line is empty");
    return firstLine(text);
  } catch (error) {
    throw new UsageError(`No passphrase can be read from ${source}: ${(error as Error).message}`, forms);
  }
};

const descriptor = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new Error("a file descriptor is a number");
  return Number(text);
};

/** A passphrase from the environment variable, where nobody can be asked; undefined where it is not set. */
export const passphraseUnasked = (): AskPassphrase | undefined => {
  const source = process.env[passphraseVariable];
  return source ? async () => passphraseFrom(source) : undefined;
};
