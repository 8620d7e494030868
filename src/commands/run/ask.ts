import { once } from "node:events";
import { createInterface, type Interface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CancelledError, UsageError } from "../../system/errors.ts";
import { type AskPassphrase, passphraseFrom } from "../../trust/keys/passphrase.ts";

/** Whether somebody may be there to answer a question. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** What is typed up to Enter. @throws CancelledError where nobody answers */
const answerTo = async (prompt: Interface, question: string): Promise<string> => {
  // Ctrl-C and Ctrl-D close the prompt without an answer.
  prompt.on("SIGINT", () => prompt.close());
  const answer = await Promise.race([prompt.question(question), once(prompt, "close").then(() => undefined)]);
  prompt.close();
  if (answer === undefined) throw new CancelledError();
  return answer;
};

/**
 * Asks a question in the terminal. `unsaid`: what Enter alone means.
 * @throws CancelledError where nobody answers
 */
export const ask = async (question: string, unsaid: "yes" | "no" = "yes"): Promise<boolean> => {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const said = (await answerTo(prompt, `${question} [${unsaid === "yes" ? "Y/n" : "y/N"}] `)).trim();
  return said === "" ? unsaid === "yes" : /^y(es)?$/i.test(said);
};

/**
 * Asks for a secret in the terminal, without showing what is typed.
 * @throws CancelledError where nobody answers
 */
export const askSecret = async (question: string): Promise<string> => {
  // readline echoes what it reads to its output. First of all it switches off the terminal's own echo.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  process.stderr.write(question);
  try {
    return await answerTo(prompt, "");
  } finally {
    process.stderr.write("\n");
  }
};

/**
 * Asks whether to replace something. `otherwise`: what else can be done.
 * @throws UsageError where nobody can be asked
 */
export const mayReplace = (what: string, otherwise: string): Promise<boolean> => {
  if (canAsk()) return ask(`${what} is there. Replace it?`, "no");
  throw new UsageError(`${what} is there already.`, `Add --replace. ${otherwise}`);
};

/** Where the passphrase of keys comes from: where the person said, else from the terminal, if there is one. */
export const passphraseAsker = (source: string | undefined): AskPassphrase | undefined => {
  if (source !== undefined) return async () => passphraseFrom(source);
  return canAsk() ? (name) => askSecret(`Passphrase of the keys ${name}: `) : undefined;
};
