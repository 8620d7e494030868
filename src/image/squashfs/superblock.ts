import { damaged, type Source } from "../source.ts";

/** The superblock of a squashfs. Times are in seconds since the epoch. */
interface Superblock {
  readonly inodes: number;
  readonly madeAt: number;
  readonly blockBytes: number;
  readonly compression: string;
  /** Where the tables begin; undefined for one that it does not have. */
  readonly tables: {
    readonly inodes: number;
    readonly directories: number;
    readonly fragments: number | undefined;
    readonly exports: number | undefined;
    readonly ids: number;
  };
  /** Blocks that several files share. */
  readonly fragments: number;
  /** The root's inode: its block in the table, and its place in that. */
  readonly root: { readonly block: number; readonly offset: number };
}

export const superblockBytes = 96;

/** Marks a table that is not there. */
const noTable = 2n ** 64n - 1n;

const magic = Buffer.from("hsqs");
const compressions = ["gzip", "lzma", "lzo", "xz", "lz4", "zstd"];

export const isSquashfs = (head: Buffer): boolean => head.subarray(0, 4).equals(magic);

/**
 * Format: the kernel's filesystems/squashfs document, and struct squashfs_super_block in its squashfs_fs.h.
 * @throws ThinsmithError if the file is shorter than its file system, or has another version than 4.0
 */
export const readSuperblock = (head: Buffer, { path, size }: Source): Superblock => {
  if (head.length < superblockBytes) throw damaged(path, "it ends within the first bytes of a squashfs");
  const version = `${head.readUInt16LE(28)}.${head.readUInt16LE(30)}`;
  if (version !== "4.0")
    throw damaged(path, `it is a squashfs of version ${version}, and thinsmith reads only 4.0`);
  // Length of the file system; there may be padding after it.
  const bytes = Number(head.readBigUInt64LE(40));
  if (bytes > size) {
    throw damaged(path, `it has ${size} of the ${bytes} bytes that a complete one would have`);
  }
  const table = (at: number) => Number(head.readBigUInt64LE(at));
  const optional = (at: number) => (head.readBigUInt64LE(at) === noTable ? undefined : table(at));
  return {
    inodes: head.readUInt32LE(4),
    madeAt: head.readUInt32LE(8),
    blockBytes: head.readUInt32LE(12),
    compression: compressions[head.readUInt16LE(20) - 1] ?? "unknown",
    tables: {
      ...{ inodes: table(64), directories: table(72), ids: table(48) },
      ...{ fragments: head.readUInt32LE(16) > 0 ? optional(80) : undefined, exports: optional(88) },
    },
    fragments: head.readUInt32LE(16),
    root: { block: Number(head.readBigUInt64LE(32) >> 16n), offset: head.readUInt16LE(32) },
  };
};
