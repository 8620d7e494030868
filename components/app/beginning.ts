import type { BuiltImage } from "../../src/release/built.ts";
import type { Draft } from "../../src/settings/draft.ts";
import type { DraftNote } from "../../src/settings/draft-note.ts";
import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { loadSettings, settingsOf } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/schema.ts";

/** What the first screen lists; read again whenever it comes back. */
export interface Beginnings {
  readonly presets: readonly PresetEntry[];
  /** Images that were built, the last one first. */
  readonly built: readonly BuiltImage[];
  /** What was left behind the last time. */
  readonly draft: DraftNote | undefined;
}

/** What a person can begin with. */
export type Beginning =
  | { readonly kind: "draft" }
  | { readonly kind: "new" }
  | { readonly kind: "preset"; readonly preset: PresetEntry }
  | { readonly kind: "release"; readonly name: string };

const fresh = (preset: string, original: Settings, settings = original): Draft => ({
  preset,
  original,
  settings,
  building: false,
  changedAt: Date.now(),
});

/**
 * A draft of a preset.
 * @throws SettingsError with every mistake in the preset
 */
export const draftOf = (preset: PresetEntry): Draft => fresh(preset.name, settingsOf(preset));

/** A draft of what the command line begins with, too, under a name of its own. */
export const newDraft = async (): Promise<Draft> => {
  const original = await loadSettings("console");
  return fresh("console", original, { ...original, name: "my-image", description: "" });
};
