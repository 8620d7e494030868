import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFile } from "atomically";
import { z } from "zod";
import { readJson } from "../grammar/json.ts";
import { readAtMost } from "../system/files.ts";
import { readsFile } from "./reads.ts";

/** What a release was given by others is read within bounds: a boot has no more, and takes no longer. */
const most = {
  noteBytes: 256 * 1024,
  pictureBytes: 32 * 1024 * 1024,
  spans: 40,
  checks: 40,
  characters: 200,
  seconds: 1_000_000,
};

const words = z.string().transform((text) => text.slice(0, most.characters));
const seconds = z.number().min(0).max(most.seconds);
const mebibytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

/** In seconds since the kernel started; those that no boot has are left out. */
export const spansSchema = z
  .array(z.object({ name: words, from: z.number(), to: z.number() }))
  .transform((spans) =>
    spans.filter(({ from, to }) => 0 <= from && from <= to && to <= most.seconds).slice(0, most.spans),
  );

/** What came of the last test boot of a release. */
const testedSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number().min(0).max(8.64e15),
  ok: z.boolean(),
  seconds,
  /** Memory in MiB that was used after the boot; none where the client did not report. */
  memoryMiB: mebibytes.nullable(),
  /** Memory in MiB of the machine that it was tried on. */
  machineMiB: mebibytes,
  /** Names of the checks that failed. */
  failed: z.array(words).transform((names) => names.slice(0, most.checks)),
  /** How long its parts took, on what kind of machine; notes of older versions do not say. */
  times: z
    .object({
      firmware: words,
      accel: words,
      phases: spansSchema,
      units: spansSchema,
    })
    .optional(),
});

export type Tested = z.output<typeof testedSchema>;

/** Files of a release beside those of its manifest, with its last test boot; they go where the release goes. */
export const testNotes = ["tested.json", "tested.png", readsFile];
const noteOf = (directory: string) => join(directory, "tested.json");
const pictureOf = (directory: string) => join(directory, "tested.png");

/**
 * Notes with a release what came of its test boot. A release that this user may not write to has no note.
 * @param picture the last one of its screen, a PNG; none where it had no screen
 */
export const noteTested = async (directory: string, tested: Tested, picture?: Buffer): Promise<void> => {
  const noted = picture
    ? writeFile(pictureOf(directory), picture)
    : rm(pictureOf(directory), { force: true });
  await noted.catch(() => {});
  await writeFile(noteOf(directory), `${JSON.stringify(tested)}\n`).catch(() => {});
};

/** The last picture of a release's screen, a PNG; undefined where there was none. */
export const testedPicture = (directory: string): Promise<Buffer | undefined> =>
  readAtMost(pictureOf(directory), most.pictureBytes);

/** What came of the last test boot of a release; undefined where there was none. */
export const lastTested = async (directory: string): Promise<Tested | undefined> => {
  const note = await readAtMost(noteOf(directory), most.noteBytes);
  return note && readJson(testedSchema, note.toString("utf8"));
};
