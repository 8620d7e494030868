import { dirname } from "node:path";
import type { BuiltImage } from "../../../src/release/built.ts";
import type { Command } from "../../keys/keys.ts";
import type { Entry } from "./rows.ts";

type Kind = Entry["kind"] | "own preset";

const released: readonly Kind[] = ["image", "release"];

/** What each command of the first screen is for, and what a person reads where the cursor is on something else. */
const table: Partial<Record<Command, { readonly kinds: readonly Kind[]; readonly otherwise: string }>> = {
  build: {
    kinds: ["image", "release", "draft", "preset"],
    otherwise: "There is nothing to build yet: enter begins.",
  },
  boot: { kinds: released, otherwise: "Only an image that is built can be booted: b builds." },
  inspect: { kinds: released, otherwise: "Only an image that is built can be looked into: b builds." },
  serve: { kinds: released, otherwise: "Only an image that is built can be served: b builds." },
  compare: { kinds: released, otherwise: "Only images that are built can be compared." },
  toggle: { kinds: ["image"], otherwise: "Only an image has releases." },
  rollBack: { kinds: released, otherwise: "Only an image has releases to go back to." },
  promote: { kinds: released, otherwise: "Only an image has releases on trial." },
  rename: {
    kinds: ["image", "own preset", "draft"],
    otherwise: "Only images, drafts and presets of your own can be renamed.",
  },
  remove: {
    kinds: ["image", "release", "own preset", "draft"],
    otherwise: "Only images, releases, drafts and presets of your own can be deleted.",
  },
  export: { kinds: ["preset"], otherwise: "Only presets can be exported." },
};

/** Whether a command does something with the entry under the cursor. */
export const applies = (command: Command, entry: Entry | undefined): boolean => {
  const kinds = table[command]?.kinds;
  if (!kinds) return true;
  if (!entry) return false;
  const isOwn = entry.kind === "preset" && entry.preset.origin === "own";
  return kinds.includes(entry.kind) || (isOwn && kinds.includes("own preset"));
};

/** Whether there is another release in the folder that an image is built into, to compare one of its with. */
export const canCompare = ({ directory }: BuiltImage, built: readonly BuiltImage[]): boolean => {
  const folder = dirname(directory);
  const ofFolder = built.filter((other) => dirname(other.directory) === folder);
  return ofFolder.reduce((sum, { releases }) => sum + releases.length, 0) > 1;
};

export const nothingToCompare = "There is no other release to compare it with.";

/** Why a command does nothing here, in a sentence. */
export const otherwise = (command: Command): string | undefined => table[command]?.otherwise;
