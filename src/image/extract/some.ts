import { mkdirSync } from "node:fs";
import { ThinsmithError } from "../../system/errors.ts";
import type { Entry } from "../entry.ts";
import type { Part } from "../image.ts";
import { visible } from "../names.ts";
import type { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";
import { TreeWriter } from "./writer.ts";

/** A test whether a path is one of the given paths or below one of them. */
const among = (paths: readonly string[]): ((path: string) => boolean) => {
  const wanted = new Set(paths);
  return (path) => {
    for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      if (wanted.has(at)) return true;
      if (at === "") return false;
    }
  };
};

/** All directories above the given paths, including the root. */
const aboveAll = (paths: readonly string[]): ReadonlySet<string> => {
  const found = new Set([""]);
  for (const path of paths) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
      found.add(path.slice(0, at));
  }
  return found;
};

/** The wanted entries and the directories above them. Of several entries with the same path, the last counts. */
const selectEntries = async (
  part: Part,
  paths: readonly string[],
  options: ExtractOptions,
): Promise<Entry[]> => {
  const isWanted = among(paths);
  const above = aboveAll(paths);
  const found = new Map<string, Entry>();
  for await (const { entries } of part.list(options)) {
    for (const entry of entries) {
      const { path, type } = entry;
      if (isWanted(path) || (type === "directory" && above.has(path))) found.set(path, entry);
    }
  }
  const missing = paths.find((path) => path !== "" && !found.has(path));
  if (missing !== undefined) throw new ThinsmithError(`${part.file} has no ${visible(missing)}.`);
  return [...found.values()];
};

/** Lets hard links refer to the first selected link of their file, which becomes the file itself. */
const relink = (entries: readonly Entry[]): Entry[] => {
  const firsts = new Map<string, string>();
  return entries.map((entry) => {
    const { sameAs, ...plain } = entry;
    if (entry.type !== "file") return entry;
    const first = firsts.get(sameAs ?? entry.path);
    if (first === undefined) firsts.set(sameAs ?? entry.path, entry.path);
    return first === undefined || sameAs === undefined ? plain : { ...plain, size: 0, sameAs: first };
  });
};

/**
 * Unpacks some paths of a part into a directory that does not exist yet, with the directories above them.
 * @returns the number of entries written
 * @throws ThinsmithError if the part has no entry of a path
 */
export const extractSome = async (
  part: Part,
  directory: string,
  notes: Notes,
  paths: readonly string[],
  options: ExtractOptions,
): Promise<number> => {
  const entries = relink(await selectEntries(part, paths, options));
  const files = entries.filter(({ type, sameAs }) => type === "file" && sameAs === undefined);
  mkdirSync(directory, { mode: 0o700 });
  const writer = new TreeWriter(directory, notes);
  try {
    for (const entry of entries) if (entry.type !== "file") writer.begin(entry);
    const begun = new Set<number>();
    for await (const { file, bytes } of part.readMany(files, options)) {
      if (!begun.has(file)) writer.begin(files[file] as Entry);
      begun.add(file);
      writer.content(bytes);
      options.onProgress?.({ fraction: begun.size / files.length, entries: writer.entries });
    }
    for (const [file, entry] of files.entries()) if (!begun.has(file)) writer.begin(entry);
    for (const entry of entries) if (entry.sameAs !== undefined) writer.begin(entry);
    await writer.end();
  } finally {
    writer.abandon();
  }
  return writer.entries;
};
