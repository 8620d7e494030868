import type { BuiltImage } from "../../src/release/built.ts";
import { type Draft, newDraft } from "../../src/settings/drafts/draft.ts";
import type { DraftEntry } from "../../src/settings/drafts/list.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { problemOf, settingsOf } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/schema.ts";

/** What the first screen lists; read again whenever it comes back. */
export interface Beginnings {
  readonly presets: readonly PresetEntry[];
  /** Images that were built, the last one first. */
  readonly built: readonly BuiltImage[];
  /** What was left behind, the draft changed last first. */
  readonly drafts: readonly DraftEntry[];
  /** What cannot be read, in sentences. */
  readonly problems: readonly string[];
}

/** What can be done with a release at once, from the first screen. */
export type ReleaseAction = "boot" | "inspect" | "compare" | "serve";

/** What a person can begin with. `build`: at the summary, from which it is built. */
export type Beginning =
  | { readonly kind: "draft"; readonly name: string; readonly build: boolean }
  | { readonly kind: "new" }
  | { readonly kind: "preset"; readonly preset: PresetEntry; readonly build: boolean }
  /** A release by its directory, or the link to it. */
  | { readonly kind: "release"; readonly directory: string; readonly action?: ReleaseAction | undefined }
  /** The next release of an image. */
  | { readonly kind: "again"; readonly directory: string };

/**
 * A draft of a preset.
 * @throws SettingsError with every mistake in the preset
 */
export const draftOf = (preset: PresetEntry): Draft => newDraft(preset.name, settingsOf(preset));

/**
 * What the command line of a draft begins with: its preset as it is now, or that of its image's name where it began with
 * an image that was built; the usual one where that is gone.
 * @param presets as they are now
 */
export const basisOf = (
  draft: Draft,
  presets: readonly PresetEntry[],
): { readonly preset: string; readonly original: Settings } => {
  const wanted = draft.preset ?? draft.original.name;
  const found = presets.find(({ name }) => name === wanted);
  return found && problemOf(found) === undefined
    ? { preset: found.name, original: settingsOf(found) }
    : usualBasis(presets);
};

const usualBasis = (presets: readonly PresetEntry[]) => {
  const usual = presets.find(({ name }) => name === "console");
  return { preset: "console", original: usual ? settingsOf(usual) : parseSettings({ version: 1 }) };
};

/** A draft of what the command line begins with, too, under a name of its own. */
export const emptyDraft = (presets: readonly PresetEntry[]): Draft => {
  const { preset, original } = usualBasis(presets);
  return newDraft(preset, original, { ...original, name: "my-image", description: "" });
};
