import { Parser, type ReadEntry } from "tar";
import { ThinsmithError, throwIfCancelled } from "../../system/errors.ts";
import type { ArchiveEvent, Events } from "../archive/event.ts";
import { packingOf } from "../compression/kinds.ts";
import { bytesOf, unpack } from "../compression/unpack.ts";
import type { Entry, EntryType } from "../entry.ts";
import type { Compression, ReadOptions } from "../image.ts";
import { cleanPath } from "../names.ts";
import { damaged, readAt, type Source, withFile } from "../source.ts";

const types: Readonly<Record<string, EntryType>> = {
  File: "file",
  OldFile: "file",
  ContiguousFile: "file",
  Link: "file",
  SymbolicLink: "link",
  CharacterDevice: "character",
  BlockDevice: "block",
  Directory: "directory",
  GNUDumpDir: "directory",
  FIFO: "fifo",
};

const deviceOf = ({ header }: ReadEntry): Pick<Entry, "device"> => {
  const [major = 0, minor = 0] = [header.devmaj, header.devmin];
  return major === 0 && minor === 0 ? {} : { device: { major, minor } };
};

const nobody = 65_534;
const latest = 2 ** 33;

/** An archive may say any number; an owner is one of 32 bits. */
const ownerOf = (id: number | undefined): number =>
  id !== undefined && Number.isInteger(id) && id >= 0 && id < 2 ** 32 ? id : nobody;

const secondsOf = (time: Date | undefined): number => {
  const seconds = Math.floor((time?.getTime() ?? 0) / 1000);
  return seconds >= 0 && seconds <= latest ? seconds : 0;
};

const entryOf = (found: ReadEntry, type: EntryType): Entry => {
  const { path, linkpath = "", mode = 0, size } = found;
  return {
    path: cleanPath(path),
    type,
    mode: mode & 0o7777,
    uid: ownerOf(found.uid),
    gid: ownerOf(found.gid),
    size: type === "file" ? size : 0,
    mtime: secondsOf(found.mtime),
    ...(type === "link" ? { target: linkpath } : {}),
    ...(found.type === "Link" ? { sameAs: cleanPath(linkpath) } : {}),
    ...(type === "character" || type === "block" ? deviceOf(found) : {}),
  };
};

/** How a tar archive is packed, by its first bytes. */
export const tarCompression = async ({ path }: Source): Promise<Compression> =>
  packingOf(await withFile(path, (file) => readAt(file, 0, 8))) ?? "none";

/** What a tar archive holds, chunk by chunk. Only names that are UTF-8 come through whole: the tar package's limit. */
export async function* tarEvents(
  source: Source,
  options?: ReadOptions,
): AsyncGenerator<Events, void, undefined> {
  const { path } = source;
  const compression = await tarCompression(source);
  const stretch = { path, offset: 0, bytes: source.size };
  let readBytes = 0;
  const onRead = (bytes: number) => {
    readBytes = bytes;
  };
  const bytes: AsyncIterable<Buffer> =
    compression === "none" ? bytesOf(stretch) : unpack(compression, stretch, { ...options, onRead });
  let events: ArchiveEvent[] = [];
  let wrong: string | undefined;
  const parser = new Parser({
    onReadEntry(found) {
      const type = types[found.type];
      if (type) events.push({ kind: "entry", entry: entryOf(found, type) });
      if (type === "file") found.on("data", (chunk) => events.push({ kind: "content", bytes: chunk }));
      found.resume();
    },
    onwarn(_, message) {
      wrong ??= String(message);
    },
  });
  const next = (): Events => {
    if (wrong !== undefined) throw damaged(path, `its tar archive is broken (${wrong.slice(0, 200)})`);
    const found = { events, readBytes };
    events = [];
    return found;
  };
  try {
    for await (const chunk of bytes) {
      throwIfCancelled(options?.signal);
      if (compression === "none") readBytes += chunk.length;
      parser.write(chunk);
      if (events.length > 0) yield next();
    }
    parser.end();
    yield next();
  } catch (error) {
    if (error instanceof ThinsmithError) throw error;
    throw damaged(path, `its tar archive is broken (${String(error).slice(0, 200)})`, error);
  }
}
