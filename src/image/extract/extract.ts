import { resolve } from "node:path";
import { isSystemError, ThinsmithError } from "../../system/errors.ts";
import type { Part } from "../image.ts";
import { extractArchive } from "./archive.ts";
import { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";
import { extractSome } from "./some.ts";
import { extractSquashfs } from "./squashfs.ts";
import { intoTarget } from "./target.ts";

export interface Extracted {
  /** Absolute path. */
  readonly directory: string;
  readonly entries: number;
  /** What was not unpacked and why: one sentence for each reason. */
  readonly notes: readonly string[];
}

const defaultTarget = ({ name }: Part): string => `unpacked-${name}`;

/**
 * Unpacks a part, or some paths of it. The directory appears when it is complete; after a failure or a cancellation
 * nothing is left. Owners and permissions are kept if we are root. Otherwise this user owns the files, and devices are
 * skipped. An initrd of several archives has a directory for each.
 * @throws TargetOccupied if the directory exists and thinsmith did not make it, ThinsmithError if the part is damaged or
 * files cannot be written, CancelledError if `signal` ended it
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
        "Nothing is left there. Check the free space and the write permission of this user, or use --to.",
      cause: error,
    });
  }
};
