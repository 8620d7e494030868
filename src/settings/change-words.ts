import { sanitize } from "../system/text.ts";
import { cutColumns } from "../system/text-width.ts";
import { type Difference, differences } from "./difference.ts";
import { fields } from "./fields.ts";
import { itemText } from "./text-form.ts";

/** In columns; what was changed is told in the title line, which has other words, too. */
const mostColumns = 60;

const without = (items: readonly unknown[], others: readonly unknown[]): unknown[] => {
  const left = new Set(others.map((item) => JSON.stringify(item)));
  return items.filter((item) => !left.has(JSON.stringify(item)));
};

const listWords = (name: string, label: string, before: readonly unknown[], after: readonly unknown[]) => {
  const [added, removed] = [without(after, before), without(before, after)];
  const said = (items: readonly unknown[]) =>
    items.length > 2 ? `${items.length} entries` : items.map((item) => textOf(name, item)).join(", ");
  if (removed.length === 0 && added.length > 0) return `add ${said(added)} to ${label}`;
  if (added.length === 0 && removed.length > 0) return `remove ${said(removed)} from ${label}`;
  return added.length === 0 ? `the order of ${label}` : `${label} ${said(removed)} -> ${said(added)}`;
};

/** Settings of another schema may have anything where this one has a word. */
const textOf = (name: string, item: unknown): string => {
  try {
    return itemText(name, item);
  } catch {
    return JSON.stringify(item);
  }
};

const wordOf = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined || value === "" ? "none" : String(value).slice(0, mostColumns);
};

/** What was changed of one setting, in a few words; they may have what files say. */
export const differenceWords = ({ name, before, after }: Difference): string => {
  const label = fields().get(name)?.label ?? name;
  if (Array.isArray(before ?? after) && Array.isArray(after ?? before))
    return listWords(name, label, (before ?? []) as unknown[], (after ?? []) as unknown[]);
  return `${label} ${wordOf(before)} -> ${wordOf(after)}`;
};

/**
 * What makes settings of others, in a few words: "remove vim from install", "zram size 50 -> 60". Empty where nothing
 * does. Pure.
 */
export const changeWords = (before: object, after: object): string => {
  const all = differences(before, after);
  // What another setting brings along is not what a person changed.
  const chosen = all.filter(({ name }) => !fields().get(name)?.hidden);
  const [first, ...more] = chosen.length > 0 ? chosen : all;
  if (!first) return "";
  const words = cutColumns(sanitize(differenceWords(first)), mostColumns, "...");
  return more.length > 0 ? `${words} and ${more.length} more` : words;
};
