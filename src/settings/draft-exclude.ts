import { ThinsmithError } from "../system/errors.ts";
import { change } from "./change.ts";
import { differences } from "./difference.ts";
import { type Draft, loadDraft, saveDraft } from "./draft.ts";
import { noteDraft } from "./draft-note.ts";
import { parseSettings } from "./parse.ts";
import type { Settings } from "./schema.ts";

/** The draft on disk, where it is one of this image; a new one of the settings that it was built with elsewhere. */
const draftOfImage = async (built: Settings): Promise<Draft> => {
  if (await noteDraft()) {
    const draft = await loadDraft();
    if (draft.settings.name === built.name) return draft;
    if (differences(draft.original, draft.settings).length > 0)
      throw new ThinsmithError(
        `There is a draft of ${draft.settings.name} that would be lost: finish or discard it first.`,
      );
  }
  return { preset: built.name, original: built, settings: built, building: false, changedAt: 0 };
};

/**
 * Adds a line to `exclude.paths` in the draft of an image, for its next build.
 * @param recorded the settings that the image was built with
 * @returns a sentence that says so
 * @throws ThinsmithError where the draft of another image would be lost, the line is no path, or an image cannot be
 *   built here with these settings
 */
export const excludeInDraft = async (recorded: object, pattern: string): Promise<string> => {
  const built = parseSettings(recorded, "the settings of this release");
  const draft = await draftOfImage(built);
  const { paths } = draft.settings.exclude;
  if (paths.includes(pattern)) return `${pattern} is left out of the next build already.`;
  const { settings, problem } = change(draft.settings, "exclude.paths", [...paths, pattern]);
  if (!settings) throw new ThinsmithError(problem ?? `${pattern} cannot be left out.`);
  await saveDraft({ ...draft, settings, changedAt: Date.now() });
  return `${pattern} is left out of the next build: it is in the draft of ${built.name}.`;
};
