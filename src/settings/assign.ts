import { z } from "zod";
import { readJson } from "../grammar/json.ts";
import { sshKeysIn } from "../grammar/ssh-key.ts";
import { UsageError } from "../system/errors.ts";
import { type Field, fields } from "./fields.ts";
import { SettingsError, unknownSetting } from "./parse.ts";
import { rdpServers } from "./rdp-form.ts";

const form =
  "--set takes NAME=VALUE, NAME+=VALUE or NAME-=VALUE, such as zram.sizePct=75 or packages.install+=vim";

const split = (text: string) => text.split(",").filter((item) => item !== "");

/** Reads a value in the form that the field's type wants; what does not fit is left for the schema to refuse. */
export const readValue = (field: Field, text: string): unknown => {
  const { types } = field;
  if (types.includes("array") && text.startsWith("[")) return readJson(z.unknown(), text) ?? text;
  if (field.name === "client.rdpServers") return rdpServers(text);
  if (field.name === "client.sshKeys") return sshKeysIn(text);
  if (types.includes("array")) return split(text);
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?$/.test(text))
    return Number(text);
  if (types.includes("boolean") && /^(true|false)$/.test(text)) return text === "true";
  if (types.includes("null") && text === "null") return null;
  return text;
};

type Tree = { [key: string]: unknown };

const place = (root: Tree, name: string, change: (old: unknown) => unknown): Tree => {
  const [head, ...rest] = name.split(".") as [string, ...string[]];
  const old = root[head];
  if (rest.length === 0) return { ...root, [head]: change(old) };
  return { ...root, [head]: place((old ?? {}) as Tree, rest.join("."), change) };
};

/** Settings with another value at a dotted name; they still have to pass `parseSettings`. Pure. */
export const withValue = (settings: object, name: string, value: unknown): object =>
  place(settings as Tree, name, () => value);

/**
 * Applies `--set` words to complete settings, left to right. Pure.
 * @param settings parsed settings, so that `+=` and `-=` find the defaults
 * @returns settings that still have to pass `parseSettings`
 * @throws UsageError for a word that is no assignment, SettingsError for an unknown setting
 */
export const assign = (settings: object, words: readonly string[]): object => {
  let result = settings as Tree;
  for (const word of words) {
    const match = /^([A-Za-z](?:[A-Za-z0-9.]|-(?!=))*)(\+|-)?=(.*)$/s.exec(word);
    if (!match) throw new UsageError(`"${word}" is no assignment.`, form);
    const [, name = "", operator, text = ""] = match;
    const field = fields().get(name);
    if (!field) throw new SettingsError([unknownSetting(name)], `--set ${word}`);
    const value = readValue(field, text);
    if (operator && !field.types.includes("array")) {
      throw new UsageError(`${name} is not a list, so ${operator}= does not apply.`, form);
    }
    result = place(result, name, (old) => {
      if (!operator || !Array.isArray(value)) return value;
      const list = Array.isArray(old) ? old : [];
      if (operator === "-") return list.filter((item) => !value.includes(item));
      return [...list, ...value.filter((item) => !list.includes(item))];
    });
  }
  return result;
};
