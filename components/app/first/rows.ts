import type { BuiltImage } from "../../../src/release/built.ts";
import type { ReleaseFacts } from "../../../src/release/describe.ts";
import type { DraftEntry } from "../../../src/settings/drafts/list.ts";
import type { PresetEntry } from "../../../src/settings/preset-list.ts";
import type { Beginnings } from "../beginning.ts";

/** A row of the first screen that a person can be on. */
export type Entry =
  | {
      readonly kind: "image";
      readonly image: BuiltImage;
      /** Its releases, the newest first; none while they are being read. */
      readonly releases: readonly ReleaseFacts[] | undefined;
      /** Whether its releases have rows of their own. */
      readonly open: boolean;
    }
  | { readonly kind: "release"; readonly image: BuiltImage; readonly release: ReleaseFacts }
  | { readonly kind: "draft"; readonly draft: DraftEntry }
  | { readonly kind: "new" }
  | { readonly kind: "preset"; readonly preset: PresetEntry };

export type Row = Entry | { readonly kind: "heading"; readonly text: string };

/** What the first screen knows of images beyond the first frame, by their directories. */
export type Releases = ReadonlyMap<string, readonly ReleaseFacts[]>;

const imageRows = (image: BuiltImage, releases: Releases, open: boolean): Entry[] => {
  const known = releases.get(image.directory);
  const below = open && known ? known.map((release): Entry => ({ kind: "release", image, release })) : [];
  return [{ kind: "image", image, releases: known, open: below.length > 0 }, ...below];
};

/**
 * All rows: images, drafts, what to begin with. Pure.
 * @param open directories of images whose releases have rows of their own
 */
export const rowsOf = (
  { built, drafts, presets }: Pick<Beginnings, "built" | "drafts" | "presets">,
  releases: Releases,
  open: ReadonlySet<string>,
): readonly Row[] => {
  const part = (text: string, rows: readonly Entry[]): Row[] =>
    rows.length > 0 ? [{ kind: "heading", text }, ...rows] : [];
  return [
    ...part(
      "images",
      built.flatMap((image) => imageRows(image, releases, open.has(image.directory))),
    ),
    ...part(
      "drafts",
      drafts.map((draft) => ({ kind: "draft", draft })),
    ),
    ...part("begin with", [{ kind: "new" }, ...presets.map((preset): Entry => ({ kind: "preset", preset }))]),
  ];
};

export const keyOfImage = (directory: string): string => `image ${directory}`;
export const keyOfDraft = (name: string): string => `draft ${name}`;
export const keyOfPreset = ({ origin, name }: Pick<PresetEntry, "origin" | "name">): string =>
  `preset ${origin} ${name}`;

/** Which row it is, also after all was read again. */
export const keyOf = (row: Row | undefined): string => {
  if (row?.kind === "image") return keyOfImage(row.image.directory);
  if (row?.kind === "release") return `release ${row.release.entry.directory}`;
  if (row?.kind === "draft") return keyOfDraft(row.draft.name);
  if (row?.kind === "preset") return keyOfPreset(row.preset);
  return row?.kind ?? "";
};

/** The row that a person is on: the one with a key, else the first that is no heading. */
export const placeOf = (rows: readonly Row[], key: string | undefined): number => {
  const at = rows.findIndex((row) => keyOf(row) === key);
  return at >= 0 ? at : rows.findIndex(({ kind }) => kind !== "heading");
};

/** The next row from `to` on that is no heading, in the direction from `from`, else in the other one. Pure. */
export const pastHeadings = (rows: readonly Row[], from: number, to: number): number => {
  const step = to < from ? -1 : 1;
  const nearest = (direction: number): number | undefined => {
    let at = Math.max(0, Math.min(to, rows.length - 1));
    while (rows[at]?.kind === "heading") at += direction;
    return rows[at] && at;
  };
  return nearest(step) ?? nearest(-step) ?? from;
};

/** The release that stands for an image: the current one, else the newest, else a candidate. */
export const mainOf = (releases: readonly ReleaseFacts[] | undefined): ReleaseFacts | undefined =>
  releases?.find(({ entry }) => entry.current) ??
  releases?.find(({ candidate }) => !candidate) ??
  releases?.[0];

/** The release that a row is about; none where it is not known, or the row is about none. */
export const releaseOf = (row: Row | undefined): ReleaseFacts | undefined =>
  row?.kind === "release" ? row.release : row?.kind === "image" ? mainOf(row.releases) : undefined;
