import { ThinsmithError } from "../system/errors.ts";
import { packingOf } from "./compression/kinds.ts";
import { unpack } from "./compression/unpack.ts";
import type { Part, PartName, ReadOptions } from "./image.ts";
import { initrdPart } from "./initrd/part.ts";
import { isCpio } from "./initrd/segments.ts";
import { visible } from "./names.ts";
import { readAt, type Source, withFile } from "./source.ts";
import { squashfsPart } from "./squashfs/part.ts";
import { isSquashfs } from "./squashfs/superblock.ts";
import { tarPart } from "./tar/part.ts";

/** Enough for every magic below. */
const headBytes = 34 * 1024;

/** Other kinds of files, for messages: bytes at an offset, and the end of the sentence. */
const others: readonly { readonly at: number; readonly magic: string; readonly is: string }[] = [
  { at: 0, magic: "LUKS\xba\xbe", is: "an encrypted volume (LUKS)" },
  { at: 0, magic: "Salted__", is: "encrypted (openssl)" },
  { at: 0, magic: "age-encryption.org", is: "encrypted (age)" },
  { at: 0, magic: "-----BEGIN PGP", is: "encrypted or signed (PGP)" },
  { at: 0, magic: "PK\x03\x04", is: "a zip archive" },
  { at: 0, magic: "7z\xbc\xaf", is: "a 7z archive" },
  { at: 0, magic: "Rar!", is: "a rar archive" },
  { at: 0, magic: "!<arch>\n", is: "an ar archive, such as a Debian package" },
  { at: 0, magic: "QFI\xfb", is: "a disk of a virtual machine (qcow2)" },
  { at: 0, magic: "\x7fELF", is: "a program" },
  { at: 514, magic: "HdrS", is: "a kernel" },
  { at: 1080, magic: "\x53\xef", is: "an ext file system" },
  { at: 32769, magic: "CD001", is: "an ISO image" },
  { at: 510, magic: "\x55\xaa", is: "a disk image" },
];

const hasAt = (head: Buffer, at: number, magic: string): boolean =>
  head.toString("latin1", at, at + magic.length) === magic;

/** Whether 512 bytes are a tar header (its checksum is right, in every variant of tar) or the end of an empty archive. */
const isTar = (head: Buffer): boolean => {
  if (head.length < 512) return false;
  if (head.subarray(0, 512).every((byte) => byte === 0)) return true;
  const said = Number.parseInt(head.toString("latin1", 148, 156), 8);
  const sum = head.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return said === sum;
};

const firstUnpacked = async (source: Source, head: Buffer, options: ReadOptions): Promise<Buffer> => {
  const packing = packingOf(head);
  const chunks: Buffer[] = [];
  let length = 0;
  if (packing === undefined) return Buffer.alloc(0);
  for await (const { chunk } of unpack(
    packing,
    { path: source.path, offset: 0, bytes: source.size },
    options,
  )) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= 512) break;
  }
  return Buffer.concat(chunks);
};

const knownFormats = "thinsmith reads squashfs files, initrds, tar archives and its own releases.";

const unknown = (source: Source, head: Buffer): ThinsmithError => {
  const other = others.find(({ at, magic }) => hasAt(head, at, magic));
  return new ThinsmithError(
    other
      ? `${visible(source.path)} is ${other.is}.`
      : `${visible(source.path)} has an unknown format: it may be encrypted or damaged.`,
    { remedy: knownFormats },
  );
};

/**
 * Finds the format of a file from its first bytes. `name`: the part that it is in a release.
 * @throws ThinsmithError if the format is unknown or the file is damaged
 */
export const partOf = async (
  source: Source,
  name: PartName | undefined,
  options: ReadOptions = {},
): Promise<Part> => {
  if (source.size === 0) {
    throw new ThinsmithError(`${visible(source.path)} is empty.`, { remedy: knownFormats });
  }
  const head = await withFile(source.path, (file) => readAt(file, 0, headBytes));
  if (isSquashfs(head)) return squashfsPart(name ?? "rootfs", source, head);
  if (isCpio(head)) return initrdPart(name ?? "initrd", source);
  if (packingOf(head)) {
    const unpacked = await firstUnpacked(source, head, options);
    if (isCpio(unpacked)) return initrdPart(name ?? "initrd", source);
    if (isTar(unpacked)) return tarPart(name ?? "archive", source);
    throw new ThinsmithError(
      `${visible(source.path)} is packed (${packingOf(head)}), and its content is unknown or damaged.`,
      {
        remedy: `${knownFormats} A packed squashfs must be unpacked first.`,
      },
    );
  }
  if (isTar(head)) return tarPart(name ?? "archive", source);
  throw unknown(source, head);
};
