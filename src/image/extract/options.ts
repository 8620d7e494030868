import type { ReadOptions } from "../image.ts";

interface ExtractProgress {
  /** From 0 to 1, if known. */
  readonly fraction?: number;
  readonly entries: number;
}

export interface ExtractOptions extends ReadOptions {
  /** Target directory; by default unpacked-rootfs, unpacked-initrd, ... in the working directory. */
  readonly to?: string | undefined;
  /** Unpacks only these paths; a directory includes everything below it. */
  readonly only?: readonly string[] | undefined;
  /** What may be replaced at the target: only the result of an earlier extraction ("ours", the default), or anything. */
  readonly replace?: "ours" | "anything" | undefined;
  readonly onProgress?: ((progress: ExtractProgress) => void) | undefined;
}
