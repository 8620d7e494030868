import { assign } from "../../settings/assign.ts";
import { settingValue } from "../../settings/difference.ts";
import { exportSettings } from "../../settings/export.ts";
import { allowed, fields, settingsJsonSchema } from "../../settings/fields.ts";
import { parseSettings } from "../../settings/parse.ts";
import { listPresets } from "../../settings/preset-list.ts";
import { deletePreset, loadSettings, problemOf, readPresetFile, savePreset } from "../../settings/presets.ts";
import type { Settings } from "../../settings/schema.ts";
import { sanitize } from "../../system/text.ts";
import { padColumns } from "../../system/text-width.ts";
import type { OptionsOf } from "../options.ts";
import type { presetExport, presetImport, presetList, presetSave, presetSchema } from "../preset.ts";
import { mayReplace } from "./ask.ts";
import { print, printJson } from "./print.ts";

export const listPresetsCommand = async ({ json }: OptionsOf<typeof presetList>): Promise<void> => {
  let unreadable: Error | undefined;
  const presets = (await listPresets((error) => (unreadable = error))).map((preset) => {
    const { name, origin, description, file } = preset;
    return { name, origin, description, file, problem: problemOf(preset) };
  });
  if (json) printJson(presets);
  else
    for (const { name, origin, description, problem } of presets) {
      const says = problem ? `cannot be used: ${problem.replace(/\s*\n\s*/g, " ")}` : description;
      print(`${padColumns(sanitize(name), 24)} ${origin.padEnd(8)} ${sanitize(says)}`);
    }
  // The shipped presets can be listed all the same.
  if (unreadable) throw unreadable;
};

export const showPreset = async (name: string): Promise<void> => printJson(await loadSettings(name));

/** Saves a preset, in place of a saved one of that name only where that is wanted. Whether it was saved. */
const save = async (name: string, settings: Settings, replace = false): Promise<boolean> => {
  if (await savePreset(name, settings, replace)) return true;
  if (await mayReplace(`The preset ${name}`, "Or choose another name."))
    return savePreset(name, settings, true);
  process.stderr.write(`the preset ${name} stays as it is\n`);
  return false;
};

export const savePresetCommand = async (
  name: string,
  options: OptionsOf<typeof presetSave>,
): Promise<void> => {
  const before = (await listPresets()).find((preset) => preset.name === name);
  const settings = parseSettings(
    assign(await loadSettings(options.from), options.set),
    "the settings after --set",
  );
  if (!(await save(name, settings, options.replace))) return;
  const hidden =
    before?.origin === "shipped" ? " (in place of thinsmith's own; preset delete brings that back)" : "";
  print(`saved ${name}${hidden}`);
};

export const deletePresetCommand = async (name: string): Promise<void> => {
  await deletePreset(name);
  print(`deleted ${name}`);
};

export const importPreset = async (file: string, options: OptionsOf<typeof presetImport>): Promise<void> => {
  const settings = await readPresetFile(file);
  const name = options.name ?? settings.name;
  if (await save(name, settings, options.replace)) print(`imported ${name}`);
};

const standardOutput = new Set(["-", "/dev/stdout"]);

export const exportPreset = async (
  name: string,
  file: string | undefined,
  { replace }: OptionsOf<typeof presetExport>,
): Promise<void> => {
  const settings = await loadSettings(name);
  if (file === undefined || standardOutput.has(file)) return printJson(settings);
  if (await exportSettings(file, settings, replace === true)) return;
  if (await mayReplace(file, "Name another file, or none: the preset is printed then."))
    await exportSettings(file, settings, true);
  else process.stderr.write(`${file} stays as it is\n`);
};

const defaultOf = (settings: object, name: string): string => {
  const value = settingValue(settings, name);
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Every setting as a table in Markdown: docs/SETTINGS.md. */
const settingsTable = (): string => {
  const defaults = parseSettings({ version: 1 });
  const rows = [...fields().values()].map((field) => {
    const cells = [
      field.name,
      allowed(field),
      defaultOf(defaults, field.name),
      field.parameter ?? "",
      field.help,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return [
    "# Settings",
    "",
    "Made by `thinsmith preset schema --table`. Lists are changed by `--set NAME+=A,B` and `--set NAME-=A`.",
    "None is `null` in a preset and with `--set`.",
    "",
    "| setting | allowed | default | boot parameter | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
};

export const printSchema = async ({ table }: OptionsOf<typeof presetSchema>): Promise<void> =>
  table ? print(settingsTable()) : printJson(settingsJsonSchema());
