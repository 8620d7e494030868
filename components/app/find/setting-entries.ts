import { moreExcludes, usualExcludes } from "../../../src/catalog/excludes.ts";
import { change } from "../../../src/settings/change.ts";
import { settingValue } from "../../../src/settings/difference.ts";
import { type Field, fields } from "../../../src/settings/fields.ts";
import { applies, meantBy } from "../../../src/settings/offered.ts";
import { stepOf, steps } from "../../../src/settings/steps.ts";
import { valueIn } from "../../../src/settings/text-form.ts";
import { signs } from "../../ui/signs.ts";
import { editorOf, optionsOf } from "../../wizard/editors/Editor.tsx";
import { shownValue } from "../../wizard/value-text.ts";
import type { Entry, Surroundings, Target } from "./entry.ts";

const stepTitle = (name: string) => steps[stepOf(name)]?.title ?? "";
const offered = () => [...fields().values()].filter(({ hidden }) => !hidden);

/** Every setting. */
export const settingEntries = ({ target: { settings, opens, go } }: Surroundings): Entry[] =>
  offered()
    .filter((field) => applies(field, settings))
    .map(({ name, label, help, parameter }) => ({
      ...{ kind: "setting", title: label, help },
      ...{ place: name, names: `${stepTitle(name)} ${parameter ?? ""}` },
      now: opens ? `of ${opens}` : shownValue(name, settingValue(settings, name)),
      run: () => go(name),
    }));

/** A value beside its setting; with what it is, where that is a name, and no sentence about it. */
const titleOf = ({ name, label, offers }: Field, value: unknown): string => {
  const says = offers?.()[String(value)];
  return `${label}: ${shownValue(name, value)}${says ? ` - ${says}` : ""}`;
};

const saying = (says: string, help: string) =>
  says ? `${says.slice(0, 1).toUpperCase()}${says.slice(1)}. ${help}` : help;

/** What puts an item into a list, or takes it out. */
export const takingOf = (
  name: string,
  now: readonly string[],
  item: string,
  { opens, go }: Target,
): Pick<Entry, "now" | "run"> => {
  const has = now.includes(item);
  return {
    now: has ? `${signs.done} take out` : opens ? `add to ${opens}` : "add",
    run: () => go(name, has ? now.filter((one) => one !== item) : [...now, item]),
  };
};

/** The values that a list may have, each as what puts it in or takes it out. */
const listValues = (field: Field, now: readonly string[], target: Target): Entry[] => {
  const { name, label, help, itemChoices, values = {} } = field;
  const known: Readonly<Record<string, string>> =
    name === "exclude.paths"
      ? { ...usualExcludes, ...moreExcludes }
      : Object.fromEntries(itemChoices.map((item) => [String(item), values[String(item)] ?? ""]));
  return Object.entries(known).map(([item, says]) => {
    return {
      ...{ kind: "value", title: `${label}: ${item}`, place: name, help: saying(says, help) },
      ...takingOf(name, now, item, target),
    };
  });
};

/** The values that a setting may have: of a choice each one, of a list each item. */
export const valueEntries = ({ target }: Surroundings): Entry[] => {
  const { settings, opens, go } = target;
  return offered()
    .filter((field) => applies(field, settings))
    .flatMap((field) => {
      const { name, help, types } = field;
      const now = settingValue(settings, name);
      if (types.includes("array")) return listValues(field, now as readonly string[], target);
      const options =
        editorOf(name) === "switch"
          ? [true, false].map((value) => ({ value, says: "" }))
          : editorOf(name) === "choice"
            ? optionsOf(field)
            : [];
      return options.map(
        ({ value, says }): Entry => ({
          ...{ kind: "value", title: titleOf(field, value), place: name },
          now: value === now ? signs.done : opens ? `of ${opens}` : "",
          help: saying(says, help),
          run: () => go(name, value),
        }),
      );
    });
};

/** The value in what stands behind the name of a setting: a blank, = or : is between them. No pattern: a paste may have many blanks. */
const valueBehind = (text: string): string | undefined => {
  const rest = text.trimStart();
  const marked = /^[=:]/.test(rest);
  if (!marked && rest === text) return undefined;
  return rest.slice(marked ? 1 : 0).trim() || undefined;
};

/** A setting with a value behind it, as a person writes both: "zram size 60", "client.user=kim". */
export const writtenEntries = (query: string, { target: { settings: now, go } }: Surroundings): Entry[] => {
  const lower = query.toLowerCase();
  const behind = (word: string) =>
    lower.startsWith(word.toLowerCase()) ? valueBehind(query.slice(word.length)) : undefined;
  return offered()
    .filter((field) => applies(field, now) && !field.types.includes("array"))
    .flatMap((field): Entry[] => {
      const { name, label, help, offers } = field;
      const written = behind(name) ?? behind(label) ?? behind(label.split(" ")[0] ?? label);
      if (written === undefined || !/^(number|text|choice)$/.test(editorOf(name))) return [];
      const meant = offers && meantBy(written, offers());
      const value = meant ?? valueIn(name, written.endsWith("%") ? written.slice(0, -1).trimEnd() : written);
      const unknown = offers !== undefined && meant === undefined;
      const { settings } = change(now, name, value);
      if (!settings || settings === now) return [];
      return [
        {
          ...{ kind: "value", title: titleOf(field, value), place: name, help, unknown },
          now: unknown ? "not in the list" : `was ${shownValue(name, settingValue(now, name))}`,
          run: () => go(name, value),
        },
      ];
    });
};
