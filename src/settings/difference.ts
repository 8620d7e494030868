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

/** The values in a group of settings by their dotted names; lists are values. */
const leaves = (group: object, prefix = ""): [string, unknown][] =>
  Object.entries(group).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );

const notSettings = ["$schema", "version"];

/**
 * What `after` has other than `before`, in the order of `after`. Both may be settings of a release whose schema was
 * another one; what one of them lacks is undefined.
 */
export const differences = (before: object, after: object): Difference[] => {
  const [old, now] = [new Map(leaves(before)), new Map(leaves(after))];
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((name) => !notSettings.includes(name))
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((difference) => !same(difference.before, difference.after));
};

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
