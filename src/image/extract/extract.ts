import { resolve } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import type { Part } from "../image.ts";
import { extractArchive } from "./archive.ts";
import { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";
import { extractSome } from "./some.ts";
import { extractSquashfs } from "./squashfs.ts";
import { intoTarget } from "./target.ts";

export interface Extracted {
  /** Absolute. */
  readonly directory: string;
  readonly entries: number;
  /** What was not unpacked and why, a sentence for each kind. */
  readonly notes: readonly string[];
}

export const defaultTarget = ({ name }: Part): string => `unpacked-${name}`;

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;

/**
 * Unpacks a part, or some of it. The directory appears when all is there; cancelled or failed, nothing is left. Owners and
 * rights are kept for root; without root the owner is us, and devices are left out. An initrd of several archives has a
 * folder for each.
 * @throws TargetOccupied where something lies there that is not ours, ThinsmithError where the part is damaged or nothing
 * can be written, CancelledError when `signal` ended it
 */
export const extractPart = async (part: Part, options: ExtractOptions = {}): Promise<Extracted> => {
  const directory = resolve(options.to ?? defaultTarget(part));
  const notes = new Notes();
  const fill = (making: string) => {
    if (options.only) return extractSome(part, making, notes, options.only, options);
    if (part.format === "squashfs") return extractSquashfs(part.file, making, notes, options);
    return extractArchive(part, making, notes, options);
  };
  try {
    const entries = await intoTarget(
      directory,
      { file: part.file, replace: options.replace ?? "ours" },
      fill,
    );
    return { directory, entries, notes: notes.lines };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ThinsmithError(`${part.file} cannot be unpacked into ${directory}: ${error.message}`, {
      remedy:
        "Nothing was left there. Look whether there is room and whether this user may write, or use --to.",
      cause: error,
    });
  }
};
