import { assign } from "../settings/assign.ts";
import { allowed, fields, settingsJsonSchema } from "../settings/fields.ts";
import { parseSettings } from "../settings/parse.ts";
import { listPresets } from "../settings/preset-list.ts";
import { deletePreset, loadSettings, problemOf, readPresetFile, savePreset } from "../settings/presets.ts";
import { harmless } from "../system/text.ts";
import { exportFile } from "./export-file.ts";

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const asJson = (value: unknown) => JSON.stringify(value, null, 2);

export const listPresetsCommand = async (): Promise<void> => {
  for (const preset of await listPresets()) {
    const { name, origin, description } = preset;
    const problem = problemOf(preset)?.replace(/\s*\n\s*/g, " ");
    const says = problem ? `cannot be used: ${problem}` : description;
    print(harmless(`${name.padEnd(24)} ${origin.padEnd(8)} ${says}`));
  }
};

export const showPreset = async (name: string): Promise<void> => print(asJson(await loadSettings(name)));

export const savePresetCommand = async (
  name: string,
  options: { from: string; set: readonly string[] },
): Promise<void> => {
  const before = (await listPresets()).find((preset) => preset.name === name);
  await savePreset(
    name,
    parseSettings(assign(await loadSettings(options.from), options.set), "the settings after --set"),
  );
  const hidden =
    before?.origin === "shipped" ? " (in place of thinsmith's own; preset delete brings that back)" : "";
  print(`saved ${name}${hidden}`);
};

export const deletePresetCommand = async (name: string): Promise<void> => {
  await deletePreset(name);
  print(`deleted ${name}`);
};

export const importPreset = async (file: string, options: { name?: string }): Promise<void> => {
  const settings = await readPresetFile(file);
  const name = options.name ?? settings.name;
  await savePreset(name, settings);
  print(`imported ${name}`);
};

const standardOutput = new Set(["-", "/dev/stdout"]);

export const exportPreset = async (
  name: string,
  file: string | undefined,
  { replace = false }: { readonly replace?: boolean },
): Promise<void> => {
  const text = asJson(await loadSettings(name));
  if (file === undefined || standardOutput.has(file)) return print(text);
  if (!(await exportFile(file, `${text}\n`, { replace }))) process.stderr.write(`${file} stays as it is\n`);
};

const defaultOf = (settings: object, name: string): string => {
  const value = name
    .split(".")
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], settings);
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

export const printSchema = async ({ table }: { table?: boolean }): Promise<void> =>
  print(table ? settingsTable() : asJson(settingsJsonSchema()));
