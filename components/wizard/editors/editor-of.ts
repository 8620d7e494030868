import { type Field, fields } from "../../../src/settings/fields.ts";

/** How a setting is changed. */
export type EditorKind = "switch" | "choice" | "number" | "text" | "several" | "list" | "packages" | "paths";

const special: Readonly<Record<string, EditorKind>> = {
  "packages.install": "packages",
  "packages.remove": "packages",
  "exclude.packages": "packages",
  "exclude.paths": "paths",
  "base.suite": "choice",
  "client.timezone": "choice",
};

const kindOf = ({ types, choices, itemChoices }: Field): EditorKind => {
  if (types.includes("array")) return itemChoices.length > 0 ? "several" : "list";
  if (types.includes("boolean")) return "switch";
  if (types.includes("integer") && choices.length === 0) return "number";
  // "auto" or something written: one word among the choices is not a choice.
  return choices.filter((choice) => choice !== null).length > 1 ? "choice" : "text";
};

/** The editor of a setting, from its type in the schema. */
export const editorOf = (name: string): EditorKind => special[name] ?? kindOf(fields().get(name) as Field);
