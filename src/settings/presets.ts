import { basename, dirname } from "node:path";
import { presetName } from "../grammar/grammar.ts";
import { nearest } from "../grammar/nearest.ts";
import { UsageError } from "../system/errors.ts";
import { parseSettings, type Settings, type SettingsInput } from "./parse.ts";
import { listPresets, ownPresetsFile, type PresetEntry, readJson } from "./preset-list.ts";

/** Only for writing: conf checks and creates on opening, which reading neither needs nor may depend on. */
const openStore = async () => {
  const { default: Conf } = await import("conf");
  return new Conf<Record<string, SettingsInput>>({
    projectName: "thinsmith",
    configName: basename(ownPresetsFile(), ".json"),
    cwd: dirname(ownPresetsFile()),
    accessPropertiesByDotNotation: false,
  });
};

/** Reads a preset file; every mistake in it is named. */
export const readPresetFile = async (path: string): Promise<Settings> =>
  parseSettings(await readJson(path), path);

/** @throws SettingsError with every mistake in the preset. */
export const settingsOf = ({ name, origin, file, content }: PresetEntry): Settings =>
  parseSettings(content, origin === "own" ? `the saved preset ${name}` : file);

/** Why a preset cannot be used: every mistake in it. */
export const problemOf = (preset: PresetEntry): string | undefined => {
  try {
    settingsOf(preset);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * What `build` takes: the name of a preset, or the path of a preset file.
 * @throws UsageError when there is no preset of that name, SettingsError when it has mistakes
 */
export const loadSettings = async (name: string): Promise<Settings> => {
  if (name.includes("/") || name.endsWith(".json")) return readPresetFile(name);
  const presets = await listPresets();
  const found = presets.find((preset) => preset.name === name);
  if (found) return settingsOf(found);
  const names = presets.map((preset) => preset.name);
  const meant = nearest(name, names);
  throw new UsageError(
    `There is no preset ${name}${meant ? `; did you mean ${meant}?` : "."}`,
    `Presets: ${names.join(", ")}. A file is named by its path, such as ./${name}.json.`,
  );
};

/**
 * Saves settings under a name, in place of an own preset of that name only with `replace`.
 * @returns whether they were saved
 */
export const savePreset = async (name: string, settings: Settings, replace: boolean): Promise<boolean> => {
  const checked = presetName.safeParse(name);
  if (!checked.success) {
    throw new UsageError(`"${name}" cannot be a preset's name.`, checked.error.issues[0]?.message);
  }
  const presets = await listPresets();
  const taken = presets.some((preset) => preset.name === name && preset.origin === "own");
  if (taken && !replace) return false;
  (await openStore()).set(name, { ...settings, name });
  return true;
};

/** @throws UsageError for a name that is not an own preset's. */
export const deletePreset = async (name: string): Promise<void> => {
  if (!(await listPresets()).some((preset) => preset.name === name && preset.origin === "own")) {
    throw new UsageError(
      `There is no saved preset ${name}.`,
      "Presets that are part of thinsmith cannot be deleted.",
    );
  }
  (await openStore()).delete(name);
};
