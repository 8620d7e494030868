import { type FileHandle, open, stat } from "node:fs/promises";
import { ThinsmithError } from "../system/errors.ts";
import { fillFrom } from "../system/files.ts";

/** A file that contains a part of an image, while it is read. */
export interface Source {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  /** @throws ThinsmithError if the file has changed or was replaced since it was opened */
  check(): Promise<void>;
}

/** The error for a damaged file. `why` is a clause without a full stop. */
export const damaged = (path: string, why: string, cause?: unknown): ThinsmithError =>
  new ThinsmithError(`${path} is damaged: ${why}.`, {
    remedy: "Copy it again, or build the image again.",
    cause,
  });

/** @throws the operating system's error if the path cannot be examined */
export const openSource = async (path: string): Promise<Source> => {
  const opened = await stat(path, { bigint: true });
  return {
    path,
    size: Number(opened.size),
    async check() {
      const now = await stat(path, { bigint: true }).catch(() => undefined);
      const same = (["dev", "ino", "size", "mtimeNs"] as const).every(
        (field) => now?.[field] === opened[field],
      );
      if (same) return;
      throw new ThinsmithError(`${path} changed while it was being read.`, {
        remedy: "Wait until the program that writes it has ended, then try again.",
      });
    },
  };
};

/** Reads bytes at an offset; fewer if the file ends there. */
export const readAt = (file: FileHandle, offset: number, length: number): Promise<Buffer> =>
  fillFrom(file, offset, Buffer.allocUnsafe(length));

/** Opens a file for the time of `use`. */
export const withFile = async <T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> => {
  const file = await open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};
