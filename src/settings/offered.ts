import { settingValue } from "./difference.ts";
import { type Field, fields } from "./fields.ts";
import type { Settings } from "./schema.ts";
import type { Step } from "./steps.ts";

/** A setting with a row in the wizard. */
export type OfferedField = Field & { readonly label: string };

/** The settings that a step of the wizard offers, in the order of its groups and of the schema. */
export const offeredIn = ({ groups }: Step): OfferedField[] => {
  const offered = [...fields().values()].filter((field): field is OfferedField => field.label !== undefined);
  return groups.flatMap((group) => offered.filter(({ name }) => name.split(".")[0] === group));
};

/** Whether a setting means anything beside the others. */
export const applies = ({ when = {} }: Field, settings: Settings): boolean =>
  Object.entries(when).every(([name, values]) => values.includes(String(settingValue(settings, name))));
