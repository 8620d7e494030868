import { useEffect, useState } from "react";
import type { DuplicateGroup } from "../../src/image/duplicates.ts";
import type { System } from "../../src/image/system/read-system.ts";
import type { Tree } from "../../src/image/tree.ts";
import type { Manifest } from "../../src/release/release.ts";
import { accept, back, help, leave, moving, search } from "../keys/bindings.ts";
import type { ScreenKeys } from "../keys/keys.ts";
import { Listing } from "./Listing.tsx";
import { duplicateRows, type Goal, largestRows, leftOutRows, noteworthyRows } from "./lists.ts";
import { bytesText } from "./node-text.ts";

const kinds = ["largest", "duplicates", "left out", "noteworthy"] as const;

interface Props {
  readonly title: string;
  readonly tree: Tree;
  readonly system?: System;
  readonly manifest?: Manifest;
  /** Compares the content of all files; takes seconds. */
  readonly duplicates: (onProgress: (fraction: number) => void) => Promise<readonly DuplicateGroup[]>;
  readonly onGoTo: (goal: Goal) => void;
  readonly onBack: () => void;
}

/** Lists of what makes an image large, and of what one should know of it. */
export const ImageLists = ({ title, tree, system, manifest, duplicates, onGoTo, onBack }: Props) => {
  const [at, setAt] = useState(0);
  const [groups, setGroups] = useState<readonly DuplicateGroup[]>();
  const [reading, setReading] = useState("comparing ...");
  const kind = kinds[at] ?? "largest";
  // biome-ignore lint/correctness/useExhaustiveDependencies: compared once, when the list is first looked at
  useEffect(() => {
    if (kind !== "duplicates" || groups) return;
    duplicates((fraction) => setReading(`comparing ... ${Math.floor(fraction * 100)} %`)).then(
      setGroups,
      (error: Error) => setReading(error.message),
    );
  }, [kind]);
  const lists = {
    largest: () => ({ rows: largestRows(tree, system), empty: "there are no files" }),
    duplicates: () => ({
      rows: groups ? duplicateRows(tree, groups) : [],
      empty: groups ? "no two files have the same content" : reading,
    }),
    "left out": () => ({
      rows: leftOutRows(manifest ?? {}),
      empty: manifest
        ? "this release does not say what was left out"
        : "only a release says what was left out",
    }),
    noteworthy: () => ({
      rows: noteworthyRows(tree, system),
      empty: "no file is setuid, setgid or writable for everybody",
    }),
  };
  const { rows, empty } = lists[kind]();
  const saved =
    kind === "left out" && manifest?.excluded
      ? `saved ${bytesText(manifest.excluded.reduce((sum, { bytes }) => sum + bytes, 0))} before packing`
      : kind === "duplicates" && groups
        ? `${bytesText(groups.reduce((sum, { repeated }) => sum + repeated, 0))} twice or more`
        : "";
  return (
    <Listing<Goal>
      title={`${title}  ${kinds.map((one) => (one === kind ? `[${one}]` : one)).join("  ")}`}
      context={saved}
      rows={rows}
      empty={empty}
      onAccept={onGoTo}
      screen={listingsKeys}
      onTab={(direction) => setAt((at + direction + kinds.length) % kinds.length)}
      onBack={onBack}
    />
  );
};

export const listingsKeys: ScreenKeys = {
  title: "Several lists of an image's files",
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
