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
