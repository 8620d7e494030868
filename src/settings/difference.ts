import { fields } from "./fields.ts";
import type { Settings } from "./schema.ts";

/** One setting that two settings have differently. */
export interface Difference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The value of a setting by its dotted name. */
export const settingValue = (settings: object, name: string): unknown =>
  name.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], settings);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What `after` has other than `before`, in the schema's order. */
export const differences = (before: Settings, after: Settings): Difference[] =>
  [...fields().keys()]
    .map((name) => ({ name, before: settingValue(before, name), after: settingValue(after, name) }))
    .filter((difference) => !same(difference.before, difference.after));

/** Items that can be written between commas. */
const plain = (items: readonly unknown[]) =>
  items.every((item) => typeof item === "string" && item !== "" && !/[,[]/.test(item));

const listWord = (name: string, before: readonly unknown[], after: readonly unknown[]): string => {
  const kept = after.slice(0, before.length);
  const added = after.slice(before.length);
  if (before.length > 0 && added.length > 0 && same(kept, before) && plain(added))
    return `${name}+=${added.join(",")}`;
  return plain(after) ? `${name}=${after.join(",")}` : `${name}=${JSON.stringify(after)}`;
};

/** The `--set` words that make `after` from `before`: `assign` is their inverse. */
export const setWords = (before: Settings, after: Settings): string[] =>
  differences(before, after).map(({ name, before: old, after: value }) =>
    Array.isArray(value) ? listWord(name, Array.isArray(old) ? old : [], value) : `${name}=${value}`,
  );

/** A word as a POSIX shell takes it literally. For showing only: nothing of ours goes through a shell. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
