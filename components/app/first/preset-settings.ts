import type { PresetEntry } from "../../../src/settings/preset-list.ts";
import { settingsOf } from "../../../src/settings/presets.ts";
import type { Settings } from "../../../src/settings/schema.ts";

const parsed = new WeakMap<PresetEntry, Settings | string>();

const parse = (preset: PresetEntry): Settings | string => {
  try {
    return settingsOf(preset);
  } catch (error) {
    return (error as Error).message;
  }
};

/** The settings of a preset, or what is wrong with them; read once. */
export const presetSettings = (preset: PresetEntry): Settings | string => {
  const known = parsed.get(preset) ?? parse(preset);
  parsed.set(preset, known);
  return known;
};
