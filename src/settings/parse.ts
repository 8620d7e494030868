import type { z } from "zod";
import { missingRole } from "../catalog/roles.ts";
import { allowedBy, valueAt } from "../grammar/issue-words.ts";
import { nearest } from "../grammar/nearest.ts";
import { shown } from "../grammar/shown.ts";
import { UsageError } from "../system/errors.ts";
import { allowed, fields } from "./fields.ts";
import { migrate, newerVersion, settingsVersion } from "./migrations.ts";
import { type Settings, type SettingsInput, settingsSchema } from "./schema.ts";

/** One mistake in settings: the dotted name of the setting and a sentence. */
export interface SettingsIssue {
  readonly name: string;
  readonly message: string;
  /** Which entry of a list it is, counted from 1, where the list has several. */
  readonly entry?: number;
}

/** Lines that one screen has room for. */
const mostLines = 10;

const linesOf = (issues: readonly SettingsIssue[]): string[] => {
  const groups = new Map<string, SettingsIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.name, issue.message]);
    groups.set(key, [...(groups.get(key) ?? []), issue]);
  }
  const lines = [...groups.values()].map(([first, ...more]) => {
    const entry = first?.entry === undefined ? "" : `, entry ${first.entry}`;
    return `  ${first?.name}${entry}: ${first?.message}${more.length > 0 ? ` (and ${more.length} more like it)` : ""}`;
  });
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `  and ${lines.length - mostLines} more`];
};

/** Settings that do not fit the schema; `issues` lists every mistake, not only the first. */
export class SettingsError extends UsageError {
  constructor(
    readonly issues: readonly SettingsIssue[],
    source: string,
  ) {
    const lines = linesOf(issues);
    super(
      `${issues.length} ${issues.length === 1 ? "mistake" : "mistakes"} in ${source}:\n${lines.join("\n")}`,
    );
    this.name = "SettingsError";
  }
}

/** "zram.sizePct" of the field that an issue's path lies in: list positions are not part of a setting's name. */
const dotted = (path: readonly PropertyKey[]) => path.filter((part) => typeof part === "string").join(".");

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

const entryOf = (path: readonly PropertyKey[], input: unknown): { entry?: number } => {
  const at = path.findIndex((part) => typeof part === "number");
  const list = at < 0 ? undefined : valueAt(input, path.slice(0, at));
  return Array.isArray(list) && list.length > 1 ? { entry: Number(path[at]) + 1 } : {};
};

const explain = (issue: z.core.$ZodIssue, input: unknown): SettingsIssue[] => {
  const place = entryOf(issue.path, input);
  return sentences(issue, input).map((said) => ({ ...said, ...place }));
};

const sentences = (issue: z.core.$ZodIssue, input: unknown): SettingsIssue[] => {
  const name = dotted(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownSetting(name ? `${name}.${key}` : key));
  }
  const field = fields().get(name);
  const value = valueAt(input, issue.path);
  if (name === "version") {
    const message = `${shown(value)} is not a version that this thinsmith knows; allowed: ${settingsVersion}`;
    return [{ name, message }];
  }
  if (issue.code === "custom") return [{ name, message: issue.message }];
  if (issue.code === "invalid_type" && issue.expected === "object") {
    const members = name ? membersOf(name) : [];
    const own = issue.message.startsWith("Invalid input") ? "an object of settings" : issue.message;
    const what = members.length > 0 ? `a group of settings: ${members.join(", ")}` : own;
    return [{ name: name || "settings", message: `${shown(value)} is not allowed; allowed: ${what}` }];
  }
  const choices = field ? allowed(field) : "";
  const grammar = grammarOf(issue);
  const expected = [choices, grammar].filter(Boolean).join(", or ") || allowedBy(issue);
  if (value === undefined) return [{ name, message: `it is missing; allowed: ${expected}` }];
  const role = name === "packages.roles" && typeof value === "string" && /^[\w.-]{1,64}$/.test(value);
  const missing = role ? ` (${missingRole(value)})` : "";
  return [
    { name: name || "settings", message: `${shown(value)} is not allowed; allowed: ${expected}${missing}` },
  ];
};

/**
 * Validates what a person or a file says, once, at the edge. Settings of an older version are migrated before.
 * @param source what is being read, as the error names it ("presets/x.json", "these settings")
 * @throws SettingsError with every mistake, UsageError for settings of a later version
 */
export const parseSettings = (written: unknown, source = "these settings"): Settings => {
  const newer = newerVersion(written);
  if (newer !== undefined) throw new UsageError(`${source} ${newer}`);
  const input = migrate(written);
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  throw new SettingsError(
    result.error.issues.flatMap((issue) => explain(issue, input)),
    source,
  );
};

export type { Settings, SettingsInput };
