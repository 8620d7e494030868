import { useEffect, useState } from "react";
import { type DuplicateGroup, findDuplicates } from "../../src/image/duplicates.ts";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { turn } from "../ui/turn.ts";
import type { InspectSession, LoadedPart } from "./inspect-session.ts";
import { Listing } from "./Listing.tsx";
import { duplicateRows, type Goal, largestRows, leftOutRows, noteworthyRows } from "./lists.ts";
import { bytesText } from "./node-text.ts";

const kinds = ["largest", "duplicates", "left out", "noteworthy"] as const;

const sumText = (sizes: readonly number[]) => bytesText(sizes.reduce((sum, size) => sum + size, 0));

interface Props {
  readonly session: InspectSession;
  readonly part: LoadedPart;
  readonly onGoTo: (goal: Goal) => void;
  readonly onBack: () => void;
}

/** Lists of what makes an image large, and of what one should know of it. */
export const ImageLists = ({ session, part, onGoTo, onBack }: Props) => {
  const { tree, system } = part;
  const { title, release } = session.image;
  const manifest = release?.manifest;
  const [kind, setKind] = useState<(typeof kinds)[number]>("largest");
  const [groups, setGroups] = useState<readonly DuplicateGroup[]>();
  const [reading, setReading] = useState("comparing ...");
  // biome-ignore lint/correctness/useExhaustiveDependencies: compared once, when the list is first looked at
  useEffect(() => {
    if (kind !== "duplicates" || groups) return;
    findDuplicates(part.part, tree, {
      signal: session.signal,
      onProgress: (fraction) => setReading(`comparing ... ${Math.floor(fraction * 100)} %`),
    }).then(setGroups, (error: Error) => setReading(error.message));
  }, [kind]);
  const lists = {
    largest: () => ({ rows: largestRows(tree, system), empty: "there are no files", context: "" }),
    duplicates: () => ({
      rows: groups ? duplicateRows(tree, groups) : [],
      empty: groups ? "no two files have the same content" : reading,
      context: groups ? `${sumText(groups.map(({ repeated }) => repeated))} twice or more` : "",
    }),
    "left out": () => ({
      rows: leftOutRows(manifest ?? {}),
      empty: manifest
        ? "this release does not say what was left out"
        : "only a release says what was left out",
      context: manifest?.excluded
        ? `saved ${sumText(manifest.excluded.map(({ bytes }) => bytes))} before packing`
        : "",
    }),
    noteworthy: () => ({
      rows: noteworthyRows(tree, system),
      empty: "no file is setuid, setgid or writable for everybody",
      context: "",
    }),
  };
  return (
    <Listing<Goal>
      title={`${title}  ${kinds.map((one) => (one === kind ? `[${one}]` : one)).join("  ")}`}
      {...lists[kind]()}
      onAccept={onGoTo}
      screen={listingsKeys}
      onTab={(direction) => setKind(turn(kinds, kind, direction))}
      onBack={onBack}
    />
  );
};

export const listingsKeys: ScreenKeys = {
  title: "Lists of an image's files",
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
