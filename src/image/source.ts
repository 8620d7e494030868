import { type FileHandle, open, stat } from "node:fs/promises";
import { ThinsmithError } from "../system/errors.ts";

/** A file that is being looked into. */
export interface Source {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  /** @throws ThinsmithError when it is not the file any more that was opened */
  check(): Promise<void>;
}

/** The error of a file that is not what it should be: `why` is half a sentence. */
export const damaged = (path: string, why: string, cause?: unknown): ThinsmithError =>
  new ThinsmithError(`${path} is damaged: ${why}.`, {
    remedy: "Copy it anew, or build the image again.",
    cause,
  });

/** @throws the operating system's error where the path cannot be looked at */
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
        remedy: "Wait until whatever writes it has ended, then look again.",
      });
    },
  };
};

/** Bytes of a file, fewer where it ends before. */
export const readAt = async (file: FileHandle, offset: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
};

/** Does something with a file that is open for as long. */
export const withFile = async <T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> => {
  const file = await open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};
