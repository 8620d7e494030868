import { type Difference, differences } from "../difference.ts";
import type { Settings } from "../schema.ts";

/** What a person is working on in the wizard: settings that are not saved as a preset yet. */
export interface Draft {
  /** Of the draft: its file is drafts/NAME.json. The image's name, until a person gives it another one. */
  readonly name: string;
  /** Name of the preset that it began with; none where it began with an image that was built. */
  readonly preset: string | undefined;
  /** The settings that it began with. */
  readonly original: Settings;
  readonly settings: Settings;
  /** Settings that are not lost without the draft: those that it was opened with first, or was built with last. */
  readonly unchanged: Settings;
  /** True from the beginning of a build to its end: a draft that still says so was interrupted. */
  readonly building: boolean;
  /** Whole settings that it had before, the latest last. As they were written: the schema reads them when they return. */
  readonly past: readonly object[];
  /** Those that were undone, the next one last. */
  readonly future: readonly object[];
}

/** A draft that begins with a preset, or with an image that was built, named as its image. */
export const newDraft = (preset: string | undefined, original: Settings, settings = original): Draft => ({
  ...{ name: settings.name, preset, original, settings, unchanged: settings },
  ...{ building: false, past: [], future: [] },
});

/** What a person has changed in a draft, and would lose with it. Pure. */
export const changesOf = ({ unchanged, settings }: Draft): Difference[] => differences(unchanged, settings);

/** A draft by its name, with that of its image where it is another. Pure. */
export const titleOf = ({ name, settings }: Draft): string =>
  name === settings.name ? name : `${name}, image ${settings.name}`;
