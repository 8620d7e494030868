import { fields } from "../../src/settings/fields.ts";
import { itemText } from "../../src/settings/text-form.ts";
import { sanitize } from "../../src/system/text.ts";
import { count } from "../ui/format.ts";

/** A setting's value in a row of the wizard. */
export const shownValue = (name: string, value: unknown): string => {
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value === null || value === "") return fields().get(name)?.values?.[String(value)] ?? "none";
  if (name === "zram.sizePct") return value === 0 ? "off" : `${value} % of memory`;
  if (name === "exclude.paths" && Array.isArray(value)) return count(value.length, "path");
  if (Array.isArray(value))
    return value.length === 0 ? "none" : sanitize(value.map((item) => itemText(name, item)).join(", "));
  return sanitize(String(value));
};
