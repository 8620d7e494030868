import { valueAt } from "../grammar/issue-words.ts";
import { type Settings, settingsSchema } from "./schema.ts";

/** Takes out what a path leads to, or the nearest thing around it that is there. False where there is nothing. */
const takeOut = (root: unknown, path: readonly PropertyKey[]): boolean => {
  for (let end = path.length; end > 0; end -= 1) {
    const parent = valueAt(root, path.slice(0, end - 1));
    const key = path[end - 1];
    if (typeof parent !== "object" || parent === null || key === undefined || !(key in parent)) continue;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete (parent as Record<PropertyKey, unknown>)[key];
    return true;
  }
  return false;
};

/**
 * Settings that another version of thinsmith recorded, or one with other roles, as far as they are known here: without
 * what the schema refuses, and with the default in its place. For what only explains an image; nothing is built of them.
 */
export const knownSettings = (recorded: object): Settings => {
  const settings = { ...structuredClone(recorded), version: 1 };
  for (;;) {
    const { data, error } = settingsSchema.safeParse(settings);
    if (data) return data;
    const paths = error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
    );
    // Entries of a list from its end, so that the positions of the others stay.
    if (paths.reverse().filter((path) => takeOut(settings, path)).length === 0)
      return settingsSchema.parse({ version: 1 });
  }
};
