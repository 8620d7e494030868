import { z } from "zod";

/** What a person reads about a setting, and how the wizard offers it. */
export interface SettingWords {
  /** Its row in the wizard, where that is not the last part of its name. */
  readonly label?: string;
  /** The wizard does not offer it: another setting brings its value along, or only a command reads it. */
  readonly hidden?: true;
  /** What it means: in the wizard, in docs/SETTINGS.md, and the description in presets/schema.json. */
  readonly help: string;
  /** What each value means, where there is a fixed set of them. */
  readonly values?: Readonly<Record<string, string>>;
  /** Known values, each with what it is: the wizard offers them. Others can be written, where the grammar allows them. */
  readonly offers?: () => Readonly<Record<string, string>>;
  /** Roles that read it, where not every client does; `session`: each that has a desktop or shows a page. */
  readonly usedBy?: readonly string[];
  /** Left and right change a number by this much. */
  readonly stride?: number;
  /** Values that other settings, by their dotted names, must have for this one to mean anything. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
}

/** The words of every setting, by its schema. A registry of its own: only `help` is printed by `preset schema`. */
export const settingWords = z.registry<SettingWords>();

/** A setting with its words. */
export const setting = <T extends z.ZodType>(schema: T, words: SettingWords): T => {
  settingWords.add(schema, words);
  return schema;
};

/** A setting that is one of some words, each with what it means. */
export const oneOf = <const K extends string>(
  values: Readonly<Record<K, string>>,
  usual: NoInfer<K>,
  words: SettingWords,
) => {
  const schema = z.enum(Object.keys(values) as K[]);
  return setting(schema.default(usual as z.output<typeof schema>), { ...words, values });
};

/** The `label` of each entry of a catalogue. */
export const labels = (of: Readonly<Record<string, { readonly label: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(of).map(([name, { label }]) => [name, label]));
