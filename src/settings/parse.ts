import type { z } from "zod";
import { UsageError } from "../system/errors.ts";
import { allowed, fields } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { type Settings, type SettingsInput, settingsSchema } from "./schema.ts";

/** One mistake in settings: the dotted name of the setting and a sentence. */
export interface SettingsIssue {
  readonly name: string;
  readonly message: string;
}

/** Settings that do not fit the schema; `issues` lists every mistake, not only the first. */
export class SettingsError extends UsageError {
  constructor(
    readonly issues: readonly SettingsIssue[],
    source: string,
  ) {
    const lines = issues.map(({ name, message }) => `  ${name}: ${message}`);
    super(
      `${issues.length} ${issues.length === 1 ? "mistake" : "mistakes"} in ${source}:\n${lines.join("\n")}`,
    );
    this.name = "SettingsError";
  }
}

/** "zram.sizePct" of the field that an issue's path lies in: list positions are not part of a setting's name. */
const dotted = (path: readonly PropertyKey[]) => path.filter((part) => typeof part === "string").join(".");

const show = (value: unknown) => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);

const membersOf = (group: string) => [...fields().keys()].filter((field) => field.startsWith(`${group}.`));

export const unknownSetting = (name: string): SettingsIssue => {
  const members = membersOf(name);
  if (members.length > 0) return { name, message: `this is a group of settings: ${members.join(", ")}` };
  const meant = nearest(name, fields().keys());
  return { name, message: `there is no such setting${meant ? `; did you mean ${meant}?` : ""}` };
};

const grammarOf = (issue: z.core.$ZodIssue): string | undefined => {
  if (issue.code === "invalid_format") return issue.message;
  if (issue.code === "invalid_union") return issue.errors.flat().map(grammarOf).find(Boolean);
  return undefined;
};

const explain = (issue: z.core.$ZodIssue, input: unknown): SettingsIssue[] => {
  const name = dotted(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownSetting(name ? `${name}.${key}` : key));
  }
  const field = fields().get(name);
  const value = valueAt(input, issue.path);
  if (name === "version") {
    return [{ name, message: `${show(value)} is not a version that this thinsmith knows; allowed: 1` }];
  }
  if (issue.code === "custom") return [{ name, message: issue.message }];
  if (issue.code === "invalid_type" && issue.expected === "object") {
    const members = name ? membersOf(name) : [];
    const what = members.length > 0 ? `a group of settings: ${members.join(", ")}` : "an object of settings";
    return [{ name: name || "settings", message: `${show(value)} is not allowed; allowed: ${what}` }];
  }
  const choices = field ? allowed(field) : "";
  const grammar = grammarOf(issue);
  const expected = [choices, grammar].filter(Boolean).join(", or ") || issue.message;
  return [{ name: name || "settings", message: `${show(value)} is not allowed; allowed: ${expected}` }];
};

/**
 * Validates what a person or a file says, once, at the edge.
 * @param source what is being read, as the error names it ("presets/x.json", "these settings")
 * @throws SettingsError with every mistake
 */
export const parseSettings = (input: unknown, source = "these settings"): Settings => {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  throw new SettingsError(
    result.error.issues.flatMap((issue) => explain(issue, input)),
    source,
  );
};

export type { Settings, SettingsInput };
