import { z } from "zod";
import { parameterOf } from "./boot-parameters.ts";
import { type SettingWords, settingWords } from "./schema/setting.ts";
import { settingsSchema } from "./schema.ts";

type LabelledWords = SettingWords & { readonly label: string };

/** What the schema says about one setting. */
export interface Field extends LabelledWords {
  /** Dotted name, such as zram.sizePct. */
  readonly name: string;
  readonly types: readonly string[];
  readonly choices: readonly unknown[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** The boot parameter that changes it for one client, such as zram_size_pct=. */
  readonly parameter: string | undefined;
  /** The items' choices, where the setting is a list of known words. */
  readonly itemChoices: readonly unknown[];
}

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  description?: string;
  items?: JsonSchema;
  pattern?: string;
}

/** The schema of preset files, as printed by `preset schema`. */
export const settingsJsonSchema = (): JsonSchema =>
  z.toJSONSchema(settingsSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const words = settingWords.get(zodSchema);
      if (words) jsonSchema.description = words.help;
    },
  }) as JsonSchema;

const fieldOf = (name: string, schema: JsonSchema, words: LabelledWords): Field => {
  const parts = [schema, ...(schema.anyOf ?? [])];
  const choices = parts.flatMap((part) => part.enum ?? ("const" in part ? [part.const] : []));
  const bounded = parts.find((part) => part.minimum !== undefined);
  return {
    ...words,
    name,
    types: parts.flatMap((part) => part.type ?? []),
    choices,
    minimum: bounded?.minimum,
    maximum: bounded?.maximum,
    parameter: parameterOf(name),
    itemChoices: schema.items?.enum ?? [],
  };
};

/** The words of every setting in a group of the schema, by dotted names, in the schema's order. */
const wordsIn = (group: z.ZodObject, prefix = ""): [string, LabelledWords][] =>
  Object.entries(group.shape).flatMap(([key, member]) => {
    const inner = member instanceof z.ZodPrefault ? member.unwrap() : member;
    if (inner instanceof z.ZodObject) return wordsIn(inner, `${prefix}${key}.`);
    const words = settingWords.get(inner as z.ZodType);
    return words ? [[prefix + key, { label: key, ...words }]] : [];
  });

const readFields = (): ReadonlyMap<string, Field> => {
  const json = settingsJsonSchema();
  const at = (name: string) =>
    name.split(".").reduce<JsonSchema>((node, key) => node.properties?.[key] ?? {}, json);
  return new Map(wordsIn(settingsSchema).map(([name, words]) => [name, fieldOf(name, at(name), words)]));
};

let known: ReadonlyMap<string, Field> | undefined;

/** Every setting by its dotted name, read off the schema. */
export const fields = (): ReadonlyMap<string, Field> => {
  known ??= readFields();
  return known;
};

/** What a setting may be, in words: "0 to 200", "zstd, xz, lz4 or gzip". Empty where only a grammar says it. */
export const allowed = (field: Field): string => {
  const words = [...field.choices, ...field.itemChoices].filter((choice) => choice !== null).map(String);
  if (field.minimum !== undefined) words.push(`${field.minimum} to ${field.maximum}`);
  if (words.length === 0 && field.types.includes("boolean")) words.push("true", "false");
  const last = words.pop();
  if (last === undefined) return "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
};
