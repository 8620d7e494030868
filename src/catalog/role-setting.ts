import { z } from "zod";
import { pageUrl } from "../grammar/checked.ts";
import * as grammar from "../grammar/grammar.ts";

/** It may begin with "-": a script has to quote it. */
const option = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9_.,:/=@-]+$/, "one option without spaces or quotes");

/** What a setting of a role may be. No kind admits line breaks, so that a value stays on its line in a file. */
const kinds = {
  boolean: z.boolean(),
  integer: z.int().min(0).max(1_000_000),
  word: option,
  words: z.array(option).max(50),
  host: grammar.hostName,
  url: pageUrl,
  file: grammar.fileHere,
  fileOrUrl: grammar.fileOrUrl,
  sha256: grammar.sha256,
} satisfies Record<string, z.ZodType>;

/** The default of kinds that have one by nature. That of all others is null. */
const usual: Readonly<Record<string, RoleSetting["default"]>> = { boolean: false, words: [] };

/** A setting by its dotted name, whose last part is also the name of a file. */
export const settingName = z
  .string()
  .max(100)
  .regex(
    /^[a-z][A-Za-z0-9-]*(\.[a-z][A-Za-z0-9-]*)*\.[a-z][A-Za-z0-9]*$/,
    "a setting's dotted name, such as client.user",
  );

/** The last part of a setting's name: in the script's directory, the name of its file or value. */
export const lastPart = (setting: string): string => setting.split(".").at(-1) as string;

/** One line for a person to read. */
export const lineOf = (most: number) =>
  z
    .string()
    .regex(new RegExp(`^[^\\x00-\\x1f\\x7f-\\x9f]{1,${most}}$`), `one line of at most ${most} characters`);

/** A setting that a role's file declares. */
export const roleSetting = z.strictObject({
  kind: z.enum(Object.keys(kinds) as (keyof typeof kinds)[]).describe("what it may be"),
  default: z.json().optional().describe("left out: false, an empty list, or none"),
  label: lineOf(20).describe("its row in the wizard"),
  help: lineOf(220).describe("what it means"),
  customize: z.boolean().default(false).describe("the role's script reads it: a change makes the tree anew"),
  demand: z
    .strictObject({
      what: lineOf(60).describe("what the file is, as in: the role x lacks ..."),
      remedy: lineOf(300).describe("how a person gets it"),
      sha256: settingName.optional().describe("the setting that says its sum"),
    })
    .optional()
    .describe("a file that the script needs"),
  parameter: z
    .strictObject({
      name: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, "a boot parameter's name"),
      usage: lineOf(80),
      separator: z.enum([",", ";", "%"]).optional(),
      help: lineOf(220),
    })
    .optional()
    .describe("the boot parameter that changes it for one client; shipped roles only"),
});
export type RoleSetting = z.output<typeof roleSetting>;

/** The schema of a declared setting. */
export const schemaOf = ({ kind, default: given = usual[kind] ?? null }: RoleSetting): z.ZodType => {
  const schema: z.ZodType = kinds[kind];
  if (given === null) return schema.nullable().default(null);
  // As the kind writes it, such as a sum in small letters; one of another kind is a mistake that is told elsewhere.
  const { success, data } = schema.safeParse(given);
  return schema.default(success ? data : given);
};
