import { lostBy } from "../../catalog/excludes.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { change } from "../change.ts";
import { differences } from "../difference.ts";
import { parseSettings } from "../parse.ts";
import type { Settings } from "../schema.ts";
import { type Draft, newDraft } from "./draft.ts";
import { DraftFile, openDraft } from "./file.ts";
import { record } from "./history.ts";
import { listDrafts } from "./list.ts";
import { redo, turnWords, undo } from "./undo.ts";

/**
 * The draft of an image for its next build, and its file: the one of its name, else the one that was changed last, else
 * a new one.
 * @param recorded the settings that the image was built with
 * @throws LockedError when the draft is open in a wizard, SettingsError when an image cannot be built here with these
 *   settings
 */
export const draftOfImage = async (recorded: object): Promise<{ draft: Draft; file: DraftFile }> => {
  const built = parseSettings(recorded, "the settings of this release");
  const drafts = (await listDrafts()).filter((one) => one.problem === undefined && one.image === built.name);
  const { name } = drafts.find((one) => one.name === built.name) ?? drafts[0] ?? {};
  if (name === undefined) return { draft: newDraft(undefined, built), file: new DraftFile() };
  return openDraft(name);
};

/**
 * Settings with one more line of `exclude.paths`, and a sentence about that; no settings where the line is there. Pure.
 * @throws ThinsmithError where the line is no path, or leaves out what every image needs
 */
export const leaveOut = (settings: Settings, pattern: string): { settings?: Settings; said: string } => {
  const { paths } = settings.exclude;
  const lost = lostBy(pattern);
  if (lost !== undefined)
    throw new ThinsmithError(`${pattern} cannot be left out: the image cannot start without ${lost}.`);
  if (paths.includes(pattern)) return { said: `${pattern} is left out of the next build already.` };
  const changed = change(settings, "exclude.paths", [...paths, pattern]);
  if (!changed.settings) throw new ThinsmithError(changed.problem ?? `${pattern} cannot be left out.`);
  const said = `${pattern} is left out of the next build: it is in the draft of ${settings.name}.`;
  return { settings: changed.settings, said };
};

/**
 * Adds a line to `exclude.paths` in the draft of an image.
 * @returns a sentence that says so
 * @throws ThinsmithError where that cannot be done
 */
export const excludeInDraft = async (recorded: object, pattern: string): Promise<string> => {
  const { draft, file } = await draftOfImage(recorded);
  try {
    const { settings, said } = leaveOut(draft.settings, pattern);
    if (settings) await file.save(record(draft, settings));
    return said;
  } finally {
    await file.close();
  }
};

/**
 * Takes back the last line that was added to `exclude.paths` in the draft of an image, or adds it again. Other changes
 * of the draft stay: nobody sees them here.
 * @returns a sentence that says so
 * @throws ThinsmithError where that cannot be done
 */
export const turnInDraft = async (recorded: object, direction: "undo" | "redo"): Promise<string> => {
  const { draft, file } = await draftOfImage(recorded);
  try {
    const turned = direction === "undo" ? undo(draft) : redo(draft);
    if (!turned) return `nothing to ${direction}`;
    const changed = differences(draft.settings, turned.draft.settings);
    if (changed.some(({ name }) => name !== "exclude.paths"))
      return `the last change of the draft ${draft.name} is another: ${turned.what}`;
    await file.save(turned.draft);
    return turnWords(direction, turned);
  } finally {
    await file.close();
  }
};
