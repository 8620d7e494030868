import { valueAt } from "../../src/grammar/issue-words.ts";
import { shown } from "../../src/grammar/shown.ts";
import { settingValue } from "../../src/settings/difference.ts";
import { allowed, type Field, fields } from "../../src/settings/fields.ts";
import { parseSettings, type SettingsIssue } from "../../src/settings/parse.ts";
import { stepOf, steps } from "../../src/settings/steps.ts";
import type { Section } from "../ui/frame/panes.ts";
import { type Said, sentences } from "../ui/frame/sections.ts";
import { shownValue } from "../wizard/value-text.ts";

const writtenValue = ({ name, entry }: SettingsIssue, input: unknown): unknown => {
  const value = valueAt(input, name.split("."));
  return entry !== undefined && Array.isArray(value) ? value[entry - 1] : value;
};

const usualOf = (name: string): string => shownValue(name, settingValue(parseSettings({ version: 1 }), name));

const saidOf = (field: Field, issue: SettingsIssue, input: unknown): Said[] => {
  const { name, label, help, parameter } = field;
  const value = writtenValue(issue, input);
  const choices = allowed(field);
  return [
    [help],
    [`${issue.entry === undefined ? "now" : `entry ${issue.entry} now`}  ${shown(value)}`, { colour: "bad" }],
    ...(choices ? [[`allowed  ${choices}`] as const] : []),
    [`usual  ${usualOf(name)}`],
    [`step ${steps[stepOf(name)]?.title}, row ${label}`, { dim: true }],
    ...(parameter ? [[`boot parameter ${parameter}`, { dim: true }] as const] : []),
  ];
};

/** Settings that a name without one may stand for: those of its group, else the groups. */
const near = (name: string): string => {
  const [group = ""] = name.split(".");
  const names = [...fields().keys()];
  const same = names.filter((one) => one.startsWith(`${group}.`));
  if (same.length > 0)
    return `Settings of ${group}: ${same.map((one) => one.slice(group.length + 1)).join(", ")}.`;
  return `Settings and groups of them: ${[...new Set(names.map((one) => one.split(".")[0]))].join(", ")}.`;
};

/** The setting that a mistake is about: what it means, its value now, and what it may be. */
export const mistakeSection = (issue: SettingsIssue, input: unknown): Section => {
  const field = fields().get(issue.name);
  return sentences(issue.name, field ? saidOf(field, issue, input) : [[near(issue.name)]]);
};
