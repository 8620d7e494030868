import type { ArchiveFacts } from "../image.ts";
import type { Segment } from "./segments.ts";

/** Names the pieces: early (before the main archive), main, and added (appended). */
export const nameSegments = (segments: readonly Segment[]): ArchiveFacts[] => {
  const packed = segments.findIndex(({ compression }) => compression !== "none");
  const largest = Math.max(...segments.map(({ packedBytes }) => packedBytes));
  const main = packed >= 0 ? packed : segments.findIndex(({ packedBytes }) => packedBytes === largest);
  const numbered = (name: string, number: number) => (number === 1 ? name : `${name}${number}`);
  return segments.map((segment, index) => ({
    name:
      index === main ? "main" : index < main ? numbered("early", index + 1) : numbered("added", index - main),
    ...segment,
  }));
};

/** Path of an entry in its part: below the name of the archive, if there are several archives. */
export const inArchive = (archive: ArchiveFacts, archives: readonly ArchiveFacts[], path: string): string => {
  if (archives.length < 2) return path;
  return path === "" ? archive.name : `${archive.name}/${path}`;
};

/** The archive that contains a path of the part, and the path in that archive. */
export const archiveOf = (
  archives: readonly ArchiveFacts[],
  path: string,
): { readonly archive: ArchiveFacts; readonly path: string } | undefined => {
  const [first] = archives;
  if (first && archives.length === 1) return { archive: first, path };
  const slash = path.indexOf("/");
  const archive = archives.find(({ name }) => name === path.slice(0, slash));
  return archive && { archive, path: path.slice(slash + 1) };
};
