import { z } from "zod";
import { packageName, suiteName } from "../grammar/grammar.ts";
import { driverNames } from "./drivers.ts";
import { lineOf, roleSetting, settingName } from "./role-setting.ts";

/**
 * What a role file may say. Its words reach a shell, apt and systemd, so each has a strict grammar. Packages, files and the
 * script beside it change the image's tree only.
 */
export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "a role's name: a lower case letter, then letters, digits and -");

const unitName = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9:._@-]*\.(service|socket|timer|path|target|mount)$/,
    "a unit's name such as cups.service",
  );

/** Directories that are filled at boot, or that belong to the build. */
const unwritable = "(?!(boot|dev|proc|run|sys|tmp|mnt|home|var/(tmp|cache|run|lock))/)";
const filePath = z
  .string()
  .max(256)
  .regex(
    new RegExp(`^${unwritable}(?!.*(^|/)\\.\\.?(/|$))[A-Za-z0-9._@+-]+(/[A-Za-z0-9._@+-]+)+$`),
    "a path in the image without leading slash, such as etc/motd (letters, digits, . _ @ + -), and not below /run, /tmp, /home and the like",
  );

const fileText = z.string().max(65536, "at most 64 KiB of text");
const file = z.union([fileText, z.strictObject({ text: fileText, executable: z.boolean().default(false) })]);

const part = {
  packages: z.array(packageName).max(500).default([]).describe("packages to install"),
  remove: z.array(packageName).max(100).default([]).describe("packages to remove from the finished tree"),
  drivers: z.array(z.enum(driverNames)).default([]).describe("drivers of screens and tablets"),
  files: z
    .record(filePath, file)
    .default({})
    .describe("files over the tree: their text, or {text, executable}"),
  enable: z.array(unitName).max(100).default([]).describe("units that start with the client"),
  mask: z.array(unitName).max(100).default([]).describe("units that never start"),
};

const values = z.record(settingName, z.json()).default({});

/** What is allowed, but probably not meant. */
const warning = z.strictObject({
  says: lineOf(200),
  chosen: z.boolean().default(true).describe("false: where the role is not chosen"),
  session: z.boolean().optional().describe("whether any role has the first console; left out: either"),
  when: values.describe("settings that all have these values"),
  unless: values.describe("settings of which none has this value"),
});

/** The JSON file of a role. The name of the file is the name of the role. */
export const roleSchema = z.strictObject({
  $schema: z.string().optional(),
  label: lineOf(100).describe("what it is for"),
  ...part,
  includes: z.array(roleName).default([]).describe("roles that come with it"),
  conflicts: z.array(roleName).default([]).describe("roles that cannot be chosen with it"),
  session: z
    .boolean()
    .default(false)
    .describe(
      "it contains usr/lib/thinsmith/session, which runs on the first console; only one role can have it",
    ),
  memory: z
    .int()
    .min(0)
    .max(65536)
    .default(0)
    .describe("MiB of memory that its programs take when the client has started, for the estimate"),
  spare: z
    .int()
    .min(0)
    .max(65536)
    .default(0)
    .describe("MiB of memory that its programs need besides while a person works, for the estimate"),
  suites: z.array(suiteName).min(1).optional().describe("suites that it is made for; left out: all"),
  on: z
    .record(suiteName, z.strictObject(part))
    .default({})
    .describe("what is added on a distribution or a suite, by its name"),
  proof: z
    .strictObject({
      answers: z
        .array(z.strictObject({ port: z.int().min(1).max(65535), begins: lineOf(64) }))
        .max(8)
        .default([])
        .describe("TCP ports of the client, and how what each says first begins"),
      page: z
        .boolean()
        .default(false)
        .describe(
          "it shows the web page of client.kioskUrl: a proof gives it a page of its own, which has to be shown",
        ),
    })
    .prefault({})
    .describe("what a client must do so that the image is proven by a boot (publish.proof)"),
  settings: z.record(settingName, roleSetting).default({}).describe("settings that it declares"),
  warnings: z.array(warning).max(20).default([]),
});

export type Role = z.output<typeof roleSchema>;
/** What a role, or a distribution's part of one, brings. */
export type RolePart = Pick<Role, "packages" | "remove" | "drivers" | "files" | "enable" | "mask">;
