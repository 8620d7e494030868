import { broughtBy } from "../catalog/roles.ts";
import { settingValue } from "./difference.ts";
import { type Field, fields } from "./fields.ts";
import type { Settings } from "./schema.ts";
import type { Step } from "./steps.ts";

/** The settings that a step of the wizard offers, in the order of its groups and of the schema. */
export const offeredIn = ({ groups }: Step): Field[] => {
  const offered = [...fields().values()].filter(({ hidden }) => !hidden);
  return groups.flatMap((group) => offered.filter(({ name }) => name.split(".")[0] === group));
};

/** Whether a setting means anything beside the others. */
export const applies = ({ when = {} }: Field, settings: Settings): boolean =>
  Object.entries(when).every(([name, values]) => values.includes(String(settingValue(settings, name))));

/** The one of known values that a text means: the value itself, else what is called so, else what begins so. Pure. */
export const meantBy = (text: string, known: Readonly<Record<string, string>>): string | undefined => {
  if (Object.hasOwn(known, text)) return text;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return undefined;
  const named = Object.entries(known).map(([value, says]) => [value, says.toLowerCase()] as const);
  const found =
    named.find(([, says]) => says === wanted) ?? named.find(([, says]) => says.startsWith(wanted));
  return found?.[0];
};

/** What a step offers for an image: the settings of its roles first, and apart from them what nothing in it reads. */
export const sortedIn = (
  step: Step,
  settings: Settings,
): { readonly used: readonly Field[]; readonly unused: readonly Field[] } => {
  const { roles, session } = broughtBy(settings.packages.roles, settings.base);
  const readers = session ? [...roles, "session"] : roles;
  const offered = offeredIn(step).filter((field) => applies(field, settings));
  const ofRoles = offered.filter(({ usedBy }) => usedBy?.some((one) => readers.includes(one)));
  return {
    used: [...ofRoles, ...offered.filter(({ usedBy }) => !usedBy)],
    unused: offered.filter((field) => field.usedBy && !ofRoles.includes(field)),
  };
};
