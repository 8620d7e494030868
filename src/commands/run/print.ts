import { UsageError } from "../../system/errors.ts";

/** What a command prints: results, on standard output. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export type ProgressKind = "tty" | "plain" | "json" | "quiet";

/**
 * How a command shows its progress, by --progress.
 * @param mayDraw whether it may take the whole terminal unasked
 * @throws UsageError where the terminal that it asks for is not there
 */
export const progressKind = (asked: ProgressKind | "auto", mayDraw = true): ProgressKind => {
  if (asked === "tty" && !process.stdout.isTTY) {
    throw new UsageError("--progress tty needs a terminal.", "Without one, use --progress plain.");
  }
  return asked === "auto" ? (process.stdout.isTTY && mayDraw ? "tty" : "plain") : asked;
};
