import { ThinsmithError } from "../../system/errors.ts";
import type { ReadOptions } from "../image.ts";
import { mostEntries, tooManyEntries } from "../limits.ts";
import { nameOf } from "../names.ts";
import { damaged, openSource, readAt, withFile } from "../source.ts";
import { readSuperblock, superblockBytes } from "./superblock.ts";
import { readTable, type Table } from "./table.ts";

/** Bytes of a file. */
export interface Range {
  readonly from: number;
  readonly bytes: number;
}

/** Where the packed content of a regular file lies in a squashfs. */
export interface FilePlace {
  readonly path: string;
  /** Its own blocks; none of a small file, and none where the file is all zeros. */
  readonly own?: Range;
  /** The block that it shares with other files: all of a small file, or the end of a larger one. */
  readonly shared?: Range;
}

/** Numbers of the types of inodes: struct squashfs_dir_inode and its sisters in the kernel's squashfs_fs.h. */
const types = { directory: 1, file: 2, longDirectory: 8, longFile: 9 } as const;

const noFragment = 0xffffffff;
/** In a block's length, says that it is not packed. */
const plain = 0x1000000;
/** Bytes of each entry of the fragment table. */
const fragmentBytes = 16;
/** A table of this size is treated as malicious. */
const mostTableBytes = 512 * 1024 * 1024;

interface Tables {
  readonly inodes: Table;
  readonly directories: Table;
  readonly fragments: readonly Range[];
  readonly blockBytes: number;
}

const fileAt = ({ inodes, fragments, blockBytes }: Tables, at: number, long: boolean) => {
  const { bytes } = inodes;
  const from = long ? Number(bytes.readBigUInt64LE(at + 16)) : bytes.readUInt32LE(at + 16);
  const [fragment, size, list] = long
    ? [bytes.readUInt32LE(at + 44), Number(bytes.readBigUInt64LE(at + 24)), at + 56]
    : [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 28), at + 32];
  const blocks = fragment === noFragment ? Math.ceil(size / blockBytes) : Math.floor(size / blockBytes);
  let own = 0;
  for (let block = 0; block < blocks; block += 1) own += bytes.readUInt32LE(list + 4 * block) % plain;
  const shared = fragments[fragment];
  return { ...(own > 0 ? { own: { from, bytes: own } } : {}), ...(shared ? { shared } : {}) };
};

/** The names in a directory, each with its inode. */
function* namesIn({ inodes, directories }: Tables, at: number, long: boolean) {
  const { bytes } = inodes;
  const [block, size, offset] = long
    ? [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 34)]
    : [bytes.readUInt32LE(at + 16), bytes.readUInt16LE(at + 24), bytes.readUInt16LE(at + 26)];
  // The length counts three bytes more than there are: "." and "..".
  if (size <= 3) return;
  let next = directories.at(block, offset);
  const end = next + size - 3;
  while (next < end) {
    const count = directories.bytes.readUInt32LE(next) + 1;
    const inodeBlock = directories.bytes.readUInt32LE(next + 4);
    next += 12;
    for (let index = 0; index < count && next < end; index += 1) {
      const length = directories.bytes.readUInt16LE(next + 6) + 1;
      const name = nameOf(directories.bytes.subarray(next + 8, next + 8 + length));
      yield { name, inode: inodes.at(inodeBlock, directories.bytes.readUInt16LE(next)) };
      next += 8 + length;
    }
  }
}

/** Goes through the tree from its root. @throws Error, RangeError where the tables are damaged */
const walk = (tables: Tables, root: number, path: string): FilePlace[] => {
  const found: FilePlace[] = [];
  const seen = new Set<number>();
  const open = [{ at: root, name: "" }];
  for (let count = 0; open.length > 0; count += 1) {
    const { at, name } = open.pop() as (typeof open)[number];
    if (count > mostEntries) throw tooManyEntries(path);
    const type = tables.inodes.bytes.readUInt16LE(at);
    if (type === types.file || type === types.longFile)
      found.push({ path: name, ...fileAt(tables, at, type === types.longFile) });
    if (type !== types.directory && type !== types.longDirectory) continue;
    if (seen.has(at)) throw new Error("a directory of it is in itself");
    seen.add(at);
    for (const { name: child, inode } of namesIn(tables, at, type === types.longDirectory))
      open.push({ at: inode, name: name === "" ? child : `${name}/${child}` });
  }
  return found;
};

/**
 * Where the content of each regular file of a squashfs lies, which unsquashfs does not say. Hard links have the same places, and
 * so have files of the same content.
 * @throws ThinsmithError if the file is damaged or changes meanwhile
 */
export const filePlaces = async (path: string, options: ReadOptions = {}): Promise<FilePlace[]> => {
  const source = await openSource(path);
  const places = await withFile(path, async (file) => {
    const superblock = readSuperblock(await readAt(file, 0, superblockBytes), source);
    const { compression, blockBytes, tables, fragments, root } = superblock;
    const read = async (from: number, to: number) => {
      if (to < from || to - from > mostTableBytes || to > source.size)
        throw new Error("its tables lie outside of it");
      return readTable(await readAt(file, from, to - from), compression, options);
    };
    /** Where the first block of a table lies that begins with pointers to its blocks. */
    const firstOf = async (at: number) => Number((await readAt(file, at, 8)).readBigUInt64LE(0));
    const after = [tables.fragments, tables.exports, tables.ids].find((at) => at !== undefined);
    const inodes = await read(tables.inodes, tables.directories);
    const directories = await read(
      tables.directories,
      after === undefined ? source.size : await firstOf(after),
    );
    const list: Range[] = [];
    if (tables.fragments !== undefined) {
      const { bytes } = await read(await firstOf(tables.fragments), tables.fragments);
      for (let at = 0; list.length < fragments; at += fragmentBytes)
        list.push({ from: Number(bytes.readBigUInt64LE(at)), bytes: bytes.readUInt32LE(at + 8) % plain });
    }
    return walk(
      { inodes, directories, fragments: list, blockBytes },
      inodes.at(root.block, root.offset),
      path,
    );
  }).catch((error: unknown) => {
    if (error instanceof ThinsmithError) throw error;
    throw damaged(
      path,
      error instanceof RangeError ? "a table of it is cut off" : (error as Error).message,
      error,
    );
  });
  await source.check();
  return places;
};
