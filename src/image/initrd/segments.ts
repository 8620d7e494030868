import { throwIfCancelled } from "../../system/errors.ts";
import { bzip2End } from "../compression/ends/bzip2.ts";
import { gzipEnd } from "../compression/ends/gzip.ts";
import { lz4End } from "../compression/ends/lz4.ts";
import { lzmaEnd } from "../compression/ends/lzma.ts";
import { xzEnd } from "../compression/ends/xz.ts";
import { zstdEnd } from "../compression/ends/zstd.ts";
import { type Packing, packingOf } from "../compression/kinds.ts";
import { demandProgram, unpackProblem } from "../compression/program.ts";
import { bytesOf } from "../compression/unpack.ts";
import { Window } from "../compression/window.ts";
import { CpioParser } from "../cpio/parser.ts";
import type { ArchiveFacts, ReadOptions } from "../image.ts";
import { damaged, type Source, withFile } from "../source.ts";

/** Limit for the number of pieces; no real initrd has as many. */
const mostSegments = 1000;

export type Segment = Omit<ArchiveFacts, "name">;

const ends: Readonly<Record<Packing, (window: Window, offset: number) => Promise<number>>> = {
  gzip: gzipEnd,
  zstd: zstdEnd,
  xz: xzEnd,
  lz4: lz4End,
  bzip2: bzip2End,
  lzma: lzmaEnd,
};

export const isCpio = (head: Buffer): boolean => /^07070[127]/.test(head.toString("latin1", 0, 6));

/** Offset of the end of the cpio archive that begins at `offset`. */
const cpioEnd = async (window: Window, offset: number): Promise<number> => {
  const parser = new CpioParser({ stopAtEnd: true });
  for await (const chunk of bytesOf({ path: window.path, offset, bytes: window.size - offset })) {
    throwIfCancelled(window.signal);
    for (const event of parser.write(chunk as Buffer)) if (event.kind === "end") return offset + event.at;
  }
  parser.end();
  return window.size;
};

const afterZeros = async (window: Window, offset: number): Promise<number> => {
  for (let at = offset; ; ) {
    const bytes = await window.at(at, 4096);
    const index = bytes.findIndex((byte) => byte !== 0);
    if (index >= 0) return at + index;
    if (bytes.length === 0) return at;
    at += bytes.length;
  }
};

/**
 * Finds the pieces of an initrd in the same way as the kernel: archives, packed or not, with or without zeros between
 * them. Every packed stream is a piece.
 * Source: the kernel's driver-api/early-userspace/buffer-format document, and unpack_to_rootfs() in init/initramfs.c.
 * @throws ThinsmithError if a piece is damaged or there is other data between the pieces
 */
export const findSegments = async (source: Source, { signal }: ReadOptions = {}): Promise<Segment[]> =>
  withFile(source.path, async (file) => {
    const window = new Window(file, source.path, source.size, signal);
    const segments: Segment[] = [];
    let at = await afterZeros(window, 0);
    while (at < source.size) {
      const head = Buffer.from(await window.at(at, 16));
      const packing = packingOf(head);
      if ((!packing && !isCpio(head)) || segments.length === mostSegments) {
        throw damaged(source.path, `what begins at byte ${at} is neither an archive nor packed data`);
      }
      if (packing) await demandProgram(source.path, packing);
      const endOf = packing ? ends[packing] : cpioEnd;
      const end = await endOf(window, at).catch((error: unknown) => {
        throwIfCancelled(signal);
        const what = `the ${packing ?? "cpio"} data that begins at byte ${at}`;
        throw damaged(source.path, `${what}: ${unpackProblem(error)}`, error);
      });
      segments.push({ compression: packing ?? "none", offset: at, packedBytes: end - at });
      at = await afterZeros(window, end);
    }
    return segments;
  });
