import type { PresetEntry } from "../../src/settings/preset-list.ts";
import { savePreset } from "../../src/settings/presets.ts";
import type { Settings } from "../../src/settings/schema.ts";

/**
 * Saves settings as a preset. What is there of that name is replaced where a person was told so, and confirmed.
 * @returns a sentence where it is not saved
 */
export const saveAs = async (
  name: string,
  settings: Settings,
  again: boolean,
): Promise<string | undefined> => {
  if (await savePreset(name, settings, again)) return undefined;
  return `There is a preset ${name}. Enter again replaces it; esc keeps it.`;
};

/** What a person reads while they write the name of a preset. */
export const aboutSaving = (presets: readonly PresetEntry[]): string => {
  const own = presets.filter(({ origin }) => origin === "own").map(({ name }) => name);
  const said = "The first screen lists the preset by its name. In a shell: thinsmith build NAME.";
  return own.length > 0 ? `${said} Yours so far: ${own.join(", ")}.` : said;
};
