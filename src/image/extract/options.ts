import type { ReadOptions } from "../image.ts";

export interface ExtractProgress {
  /** From 0 to 1, where it is known. */
  readonly fraction?: number;
  readonly entries: number;
}

export interface ExtractOptions extends ReadOptions {
  /** Where to; unless told otherwise unpacked-rootfs, unpacked-initrd, ... in the current directory. */
  readonly to?: string | undefined;
  /** Paths that alone are unpacked, directories with all below them. */
  readonly only?: readonly string[] | undefined;
  /** What may be removed that lies there already: what an earlier unpacking made ("ours", unless told otherwise), or anything. */
  readonly replace?: "ours" | "anything" | undefined;
  readonly onProgress?: ((progress: ExtractProgress) => void) | undefined;
}
