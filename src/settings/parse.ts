import type { z } from "zod";
import { missingRole } from "../catalog/roles.ts";
import { allowedBy, valueAt } from "../grammar/issue-words.ts";
import { mendings } from "../grammar/mend.ts";
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

const mostLines = 10;

/** A line about a mistake, or about several that are alike, of which it has the first. */
export interface MistakeLine {
  readonly text: string;
  readonly issue: SettingsIssue;
}

const linesOf = (issues: readonly SettingsIssue[]): MistakeLine[] => {
  const groups = new Map<string, SettingsIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.name, issue.message]);
    const alike = groups.get(key);
    if (alike) alike.push(issue);
    else groups.set(key, [issue]);
  }
  return [...groups.values()].flatMap(([issue, ...more]) => {
    if (!issue) return [];
    const { name, message, entry } = issue;
    const others = more.length > 0 ? ` (and ${more.length} more like it)` : "";
    return { issue, text: `  ${name}${entry === undefined ? "" : `, entry ${entry}`}: ${message}${others}` };
  });
};

/** As many lines as one screen has room for. */
const shortened = (lines: readonly MistakeLine[]): string[] => {
  const texts = lines.map(({ text }) => text);
  if (texts.length <= mostLines) return texts;
  return [...texts.slice(0, mostLines), `  and ${texts.length - mostLines} more`];
};

/** Settings that do not fit the schema; `issues` lists every mistake, not only the first. */
export class SettingsError extends UsageError {
  /** The message's first line, and all of those that follow: the message itself may have fewer. */
  readonly head: string;
  readonly lines: readonly MistakeLine[];

  /** @param input what was written */
  constructor(
    readonly issues: readonly SettingsIssue[],
    source: string,
    readonly input?: unknown,
  ) {
    const head = `${issues.length} ${issues.length === 1 ? "mistake" : "mistakes"} in ${source}:`;
    const lines = linesOf(issues);
    super([head, ...shortened(lines)].join("\n"), undefined, issues[0]?.name);
    this.name = "SettingsError";
    this.head = head;
    this.lines = lines;
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

const explain = (issue: z.core.$ZodIssue, input: unknown, at: number): SettingsIssue[] => {
  const place = entryOf(issue.path, input);
  const several = at < mostSeveral ? severalText(issue.path, input) : "";
  return sentences(issue, input).map(({ name, message }) => ({ name, message: message + several, ...place }));
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
    {
      name: name || "settings",
      message: `${shown(value)} is not allowed; allowed: ${expected}${missing}`,
    },
  ];
};

/** A value that did not fit, and what was taken in its place. */
export interface Mended {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Mistakes that are looked at, so that a file full of them does not take long. */
const mostMended = 20;

const hasIssue = (input: unknown, path: readonly PropertyKey[]): boolean => {
  const place = path.join(".");
  const { error } = settingsSchema.safeParse(input);
  return error?.issues.some((issue) => issue.path.join(".") === place) ?? false;
};

/** Input with another text at a path; an item that the list has already is left out. */
const withText = (input: unknown, path: readonly PropertyKey[], text: string): unknown => {
  const copy = structuredClone(input);
  const parent = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(parent) && parent.includes(text)) parent.splice(Number(key), 1);
  else if (typeof parent === "object" && parent !== null) Object.assign(parent, { [String(key)]: text });
  return copy;
};

/** Mistakes, and words of one entry, that are looked at so. */
const mostSeveral = 3;
const mostWords = 20;

/** How entries are written that stand in one with blanks between them, as in "vim htop". */
const severalText = (path: readonly PropertyKey[], input: unknown): string => {
  const value = valueAt(input, path);
  if (typeof value !== "string" || typeof path.at(-1) !== "number") return "";
  const words = value.split(/\s+/, mostWords + 1).filter(Boolean);
  if (words.length < 2 || words.length > mostWords) return "";
  if (words.some((word) => hasIssue(withText(input, path, word), path))) return "";
  return `; commas separate entries: ${words.join(",")}`;
};

/** Mends what can be: each text that the schema refuses is tried as what it was probably meant to be. */
const mend = (
  input: unknown,
  issues: readonly { readonly path: readonly PropertyKey[] }[],
): { readonly input: unknown; readonly mended: readonly Mended[] } => {
  const mended: Mended[] = [];
  let current = input;
  // From the end, so that the places of a list's other items stay.
  for (const { path } of issues.slice(0, mostMended).reverse()) {
    const from = valueAt(current, path);
    const name = dotted(path);
    const field = fields().get(name);
    if (typeof from !== "string") continue;
    const known = [
      ...(field?.choices ?? []),
      ...(field?.itemChoices ?? []),
      ...Object.keys(field?.offers?.() ?? {}),
    ];
    const to = mendings(from, known.map(String)).find((one) => !hasIssue(withText(current, path, one), path));
    if (to === undefined) continue;
    current = withText(current, path, to);
    mended.push({ name, from, to });
  }
  return { input: current, mended };
};

/** @throws UsageError for settings of a later version */
const migrated = (written: unknown, source: string): unknown => {
  const newer = newerVersion(written);
  if (newer !== undefined) throw new UsageError(`${source} ${newer}`);
  return migrate(written);
};

const checked = (input: unknown, source: string): Settings => {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  throw new SettingsError(
    result.error.issues.flatMap((issue, at) => explain(issue, input, at)),
    source,
    input,
  );
};

/**
 * Validates what a person or a file says, once, at the edge. Settings of an older version are migrated before.
 * @param source what is being read, as the error names it ("presets/x.json", "these settings")
 * @throws SettingsError with every mistake, UsageError for settings of a later version
 */
export const parseSettings = (written: unknown, source = "these settings"): Settings =>
  checked(migrated(written, source), source);

/** The same for what a person has just written: what can be mended is mended, and has to be said. */
export const parseMended = (
  written: unknown,
  source = "these settings",
): { readonly settings: Settings; readonly mended: readonly Mended[] } => {
  const raw = migrated(written, source);
  const first = settingsSchema.safeParse(raw);
  if (first.success) return { settings: first.data, mended: [] };
  const { input, mended } = mend(raw, first.error.issues);
  return { settings: checked(input, source), mended };
};

/** What was mended, in a sentence. */
export const mendedText = ({ name, from, to }: Mended): string =>
  `${name}: ${shown(from)} is taken as ${shown(to)}`;

export type { Settings, SettingsInput };
