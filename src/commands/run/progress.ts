import { UsageError } from "../../system/errors.ts";

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
