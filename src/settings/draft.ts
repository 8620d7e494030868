import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFile } from "atomically";
import { draftFile } from "./draft-note.ts";
import { parseSettings } from "./parse.ts";
import { readJson } from "./preset-list.ts";
import type { Settings } from "./schema.ts";

/** What a person is working on in the wizard: settings that are not saved as a preset yet. */
export interface Draft {
  /** Name of the preset that it began with. */
  readonly preset: string;
  /** The settings that it began with. */
  readonly original: Settings;
  readonly settings: Settings;
  /** True from the beginning of a build to its end: a draft that still says so was interrupted. */
  readonly building: boolean;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/**
 * The draft that was left behind.
 * @throws UsageError when it cannot be read, SettingsError with every mistake in it
 */
export const loadDraft = async (): Promise<Draft> => {
  const stored = (await readJson(draftFile())) as Partial<Draft>;
  return {
    preset: String(stored.preset),
    original: parseSettings(stored.original, "the draft's beginning"),
    settings: parseSettings(stored.settings, "the draft"),
    building: stored.building === true,
    changedAt: Number(stored.changedAt) || 0,
  };
};

/** Replaces the draft; whole or not at all. */
export const saveDraft = async (draft: Draft): Promise<void> => {
  await mkdir(dirname(draftFile()), { recursive: true });
  await writeFile(draftFile(), `${JSON.stringify(draft, null, 2)}\n`);
};

export const discardDraft = (): Promise<void> => rm(draftFile(), { force: true });
