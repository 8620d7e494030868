import { randomBytes } from "node:crypto";
import { stream } from "../../system/process.ts";
import type { Batch, Part, PartName, ReadOptions } from "../image.ts";
import { damaged, type Source } from "../source.ts";
import { squashfsContent, squashfsError, squashfsPieces } from "./content.ts";
import { ListingParser } from "./listing.ts";
import { readSuperblock } from "./superblock.ts";

/** A squashfs, read with unsquashfs. `head`: the first bytes of the file. */
export const squashfsPart = (name: PartName, source: Source, head: Buffer): Part => {
  const { path } = source;
  const superblock = readSuperblock(head, source);

  async function* list({ signal }: ReadOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const prefix = randomBytes(8).toString("hex");
    const parser = new ListingParser(prefix);
    let entries = 0;
    const batch = (found: Batch["entries"]): Batch => {
      entries += found.length;
      return { entries: found, fraction: Math.min(1, entries / superblock.inodes) };
    };
    const command = ["unsquashfs", "-lln", "-UTC", "-d", prefix, path];
    try {
      for await (const chunk of stream(command, { signal, env: { LC_ALL: "C" } })) {
        const found = parser.write(chunk);
        if (found.length > 0) yield batch(found);
      }
    } catch (error) {
      throw squashfsError(path, error);
    }
    yield batch(parser.end());
    await source.check();
    if (entries === 0) throw damaged(path, "unsquashfs lists nothing, not even its root");
  }

  return {
    name,
    format: "squashfs",
    file: path,
    packedBytes: source.size,
    facts: async () => ({
      compression: superblock.compression,
      blockBytes: superblock.blockBytes,
      madeAt: new Date(superblock.madeAt * 1000),
    }),
    list,
    async *read(wanted, options) {
      yield* squashfsContent(path, [wanted], options);
      await source.check();
    },
    async *readMany(files, options) {
      yield* squashfsPieces(path, files, options);
      await source.check();
    },
  };
};
