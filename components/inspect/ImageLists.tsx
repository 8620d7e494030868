import { useEffect, useState } from "react";
import { type DuplicateGroup, findDuplicates } from "../../src/image/duplicates.ts";
import { hashTreeFile } from "../../src/release/release.ts";
import { textWidth } from "../../src/system/text-width.ts";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import type { SidePanes } from "../ui/frame/panes.ts";
import { turn } from "../ui/turn.ts";
import { useLayout } from "../ui/useLayout.ts";
import type { InspectSession, LoadedPart } from "./inspect-session.ts";
import { Listing } from "./Listing.tsx";
import { duplicateRows, type Goal, hotRows, largestRows, leftOutRows, noteworthyRows } from "./lists.ts";
import { bytesText } from "./tree/node-text.ts";

const kinds = ["largest", "duplicates", "left out", "noteworthy", "read at start"] as const;

const sumText = (sizes: readonly number[]) => bytesText(sizes.reduce((sum, size) => sum + size, 0));

interface Props {
  readonly session: InspectSession;
  readonly part: LoadedPart;
  /** What stands beside them where no row has anything of its own. */
  readonly panes: SidePanes;
  readonly onGoTo: (goal: Goal) => void;
  readonly onBack: () => void;
}

/** Lists of what makes an image large, and of what one should know of it. */
export const ImageLists = ({ session, part, panes, onGoTo, onBack }: Props) => {
  const { tree } = part;
  const { title, release } = session.image;
  const manifest = release?.manifest;
  const { body } = useLayout(undefined, undefined, panes);
  const [kind, setKind] = useState<(typeof kinds)[number]>("largest");
  const [groups, setGroups] = useState<readonly DuplicateGroup[]>();
  const [reading, setReading] = useState("comparing ...");
  // biome-ignore lint/correctness/useExhaustiveDependencies: compared once, when the list is first looked at
  useEffect(() => {
    if (kind !== "duplicates" || groups) return;
    const left = new AbortController();
    findDuplicates(part.part, tree, {
      signal: AbortSignal.any([session.signal, left.signal]),
      onProgress: (fraction) => setReading(`comparing ... ${Math.floor(fraction * 100)} %`),
    }).then(setGroups, (error: Error) => setReading(error.message));
    return () => left.abort();
  }, [kind]);
  const lists = {
    largest: () => ({ rows: largestRows(part, manifest), empty: "there are no files", context: "" }),
    duplicates: () => ({
      rows: groups ? duplicateRows(part, groups) : [],
      empty: groups ? "no files with the same content" : reading,
      context: groups ? `${sumText(groups.map(({ repeated }) => repeated))} twice or more` : "",
    }),
    "left out": () => ({
      rows: leftOutRows(manifest ?? {}),
      empty: manifest
        ? "this release does not record what was left out"
        : "only releases record what was left out",
      context: manifest?.excluded
        ? `saved ${sumText(manifest.excluded.map(({ bytes }) => bytes))} before packing`
        : "",
    }),
    noteworthy: () => ({
      rows: noteworthyRows(part, manifest),
      empty: "no file is setuid, setgid or world-writable",
      context: "",
    }),
    "read at start": () => ({
      rows: hotRows(part, manifest),
      empty: "no boot is noted that streamed this root: thinsmith boot --root stream",
      context: part.hot ? `${bytesText(part.hot.total)} until clients are up` : "",
    }),
  };
  // Of a root that clients can stream alone.
  const streams = manifest?.files?.some(({ name }) => name === hashTreeFile);
  const offered = kinds.filter((one) => one !== "read at start" || part.hot || streams);
  const tabs = offered.map((one) => (one === kind ? `[${one}]` : one)).join("  ");
  // All tabs before the name of the archive.
  const whole = `${title}  ${tabs}`;
  return (
    <Listing<Goal>
      title={textWidth(whole) <= body.columns ? whole : tabs}
      {...lists[kind]()}
      onAccept={onGoTo}
      panes={panes}
      screen={listingsKeys}
      onTab={(direction) => setKind(turn(offered, kind, direction))}
      onBack={onBack}
    />
  );
};

export const listingsKeys: ScreenKeys = {
  title: "Lists of files of an image",
  bindings: [
    accept("go to it"),
    ...moving,
    search,
    { keys: ["tab"], command: "nextTab", label: "next list" },
    { keys: ["shift+tab"], command: "previousTab", label: "previous list", quiet: true },
    back,
    help,
    leave,
  ],
};
