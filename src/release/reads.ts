import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFile } from "atomically";
import { z } from "zod";
import { readJson } from "../grammar/json.ts";
import { readAtMost } from "../system/files.ts";

/** More parts than a client reads in a boot, each of 4 KiB or more. */
const mostParts = 50_000;
const mostNoteBytes = 2 * 1024 * 1024;

const offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** First byte of a part of a file, and how many there are. */
export type PartRead = readonly [from: number, bytes: number];

/** The parts of rootfs.squashfs that a client read until it was up, in the order in which it read them. None overlaps another. */
const readsSchema = z.object({ parts: z.array(z.tuple([offset, offset])).max(mostParts) });

/** File of a release beside those of its manifest, of its last test boot with a root that was streamed. */
export const readsFile = "reads.json";

/** Collects what is read: of each part only what was not read before counts. */
export class Reads {
  private readonly all: [from: number, bytes: number][] = [];
  /** The same by where they lie: first byte, and the one behind the last. */
  private covered: { readonly from: number; readonly to: number }[] = [];

  get parts(): readonly PartRead[] {
    return this.all;
  }

  get bytes(): number {
    return this.all.reduce((sum, [, bytes]) => sum + bytes, 0);
  }

  add(from: number, bytes: number): void {
    const end = from + bytes;
    let at = from;
    for (const known of this.covered) {
      if (known.to <= at) continue;
      if (known.from >= end) break;
      this.append(at, known.from);
      at = known.to;
    }
    this.append(at, end);
    const apart = this.covered.filter((known) => known.to < from || known.from > end);
    const touched = this.covered.filter((known) => known.to >= from && known.from <= end);
    apart.push({
      from: Math.min(from, ...touched.map((known) => known.from)),
      to: Math.max(end, ...touched.map((known) => known.to)),
    });
    this.covered = apart.sort((one, other) => one.from - other.from);
  }

  private append(from: number, to: number): void {
    const last = this.all.at(-1);
    if (to <= from) return;
    if (last && last[0] + last[1] === from) last[1] += to - from;
    else if (this.all.length < mostParts) this.all.push([from, to - from]);
  }
}

/** Notes with a release what was read. A release that this user may not write to has no note. */
export const noteReads = async (directory: string, parts: readonly PartRead[]): Promise<void> => {
  const path = join(directory, readsFile);
  const noted =
    parts.length > 0 ? writeFile(path, `${JSON.stringify({ parts })}\n`) : rm(path, { force: true });
  await noted.catch(() => {});
};

/** What was read of a release's root; undefined where no such boot is noted. */
export const lastReads = async (directory: string): Promise<readonly PartRead[] | undefined> => {
  const note = await readAtMost(join(directory, readsFile), mostNoteBytes);
  return note && readJson(readsSchema, note.toString("utf8"))?.parts;
};
