import { z } from "zod";
import { settingsSchema } from "./schema.ts";

/** What the schema says about one setting. */
export interface Field {
  /** Dotted name, such as zram.sizePct. */
  readonly name: string;
  readonly types: readonly string[];
  readonly choices: readonly unknown[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly description: string | undefined;
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
  z.toJSONSchema(settingsSchema, { io: "input" }) as JsonSchema;

const fieldOf = (name: string, schema: JsonSchema): Field => {
  const parts = [schema, ...(schema.anyOf ?? [])];
  const choices = parts.flatMap((part) => part.enum ?? ("const" in part ? [part.const] : []));
  const bounded = parts.find((part) => part.minimum !== undefined);
  return {
    name,
    types: parts.flatMap((part) => part.type ?? []),
    choices,
    minimum: bounded?.minimum,
    maximum: bounded?.maximum,
    description: schema.description,
    itemChoices: schema.items?.enum ?? [],
  };
};

const collect = (schema: JsonSchema, prefix: string): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    value.properties ? collect(value, `${prefix}${key}.`) : [fieldOf(prefix + key, value)],
  );

let known: ReadonlyMap<string, Field> | undefined;

/** Every setting by its dotted name, read off the schema. */
export const fields = (): ReadonlyMap<string, Field> => {
  known ??= new Map(
    collect(settingsJsonSchema(), "")
      .filter(({ name }) => name !== "$schema" && name !== "version")
      .map((field) => [field.name, field]),
  );
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
