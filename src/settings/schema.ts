import { z } from "zod";
import { roleMistakes } from "../catalog/roles.ts";
import { timezones } from "../catalog/timezones.ts";
import { distributionOf } from "../distributions/suites.ts";
import * as grammar from "../grammar/grammar.ts";
import { nearest } from "../grammar/nearest.ts";
import { settingsVersion } from "./migrations.ts";
import { base, machines } from "./schema/base.ts";
import { boot } from "./schema/boot.ts";
import { client } from "./schema/client.ts";
import { exclude, initrd, kernel, packages } from "./schema/contents.ts";
import { ofOwnRoles } from "./schema/of-roles.ts";
import { rootfs, zram } from "./schema/packing.ts";
import { publish } from "./schema/publish.ts";
import { stream } from "./schema/roots.ts";
import { serve } from "./schema/serve.ts";
import { setting } from "./schema/setting.ts";

/** Whether it is a name of the database, or an older one for the same; clients read it as the name of a file. */
const isTimezone = (name: string): boolean => {
  const known = timezones().find((one) => one.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known === name;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Vagrant's own user in every box. */
const templateUser = "vagrant";

/** A MAC address in the form for comparing: lower case, with colons. Other words stay unchanged. */
export const clientKey = (client: string): string => client.toLowerCase().replaceAll("-", ":");

const repeated = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index);

/**
 * All that a person chose. Every group and every field has a default, so `{"version": 1}` is complete.
 * `preset schema` prints this as JSON Schema.
 */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(settingsVersion),
    name: setting(grammar.presetName.default("console"), {
      help: "Name of the image and of a preset that is saved from it. Its releases are in build/NAME/.",
    }),
    description: setting(z.string().max(200).default(""), {
      help: "One line for the list of presets.",
    }),
    base: base.prefault({}),
    machines: machines.prefault({}),
    kernel: kernel.prefault({}),
    packages: packages.prefault({}),
    exclude: exclude.prefault({}),
    zram: zram.prefault({}),
    rootfs: rootfs.prefault({}),
    initrd: initrd.prefault({}),
    client: client.prefault({}),
    boot: boot.prefault({}),
    stream: stream.prefault({}),
    serve: serve.prefault({}),
    publish: publish.prefault({}),
    roles: ofOwnRoles(),
  })
  .superRefine((settings, context) => {
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: "custom", path: name.split("."), message });
    const { distribution, suite } = settings.base;
    const other = distributionOf(suite);
    if (other && other !== distribution) {
      refuse("base.suite", `${suite} is a suite of ${other}, but base.distribution is ${distribution}`);
    }
    if (settings.base.builder === "vagrant" && settings.client.user === templateUser) {
      refuse(
        "client.user",
        `${templateUser} is the administrator of the template, not a user of the image; choose another name`,
      );
    }
    for (const message of roleMistakes(settings.packages.roles, settings.base)) {
      refuse("packages.roles", message);
    }
    if (!isTimezone(settings.client.timezone)) {
      const { timezone } = settings.client;
      const meant = nearest(timezone, timezones());
      refuse(
        "client.timezone",
        `there is no time zone ${timezone}; ${meant ? `did you mean ${meant}?` : "an example is Europe/Vienna"}`,
      );
    }
    const twice = repeated(settings.serve.clients.map(({ client }) => clientKey(client)));
    if (twice !== undefined) {
      refuse("serve.clients", `${twice} is listed more than once`);
    }
    if (settings.rootfs.compression === "gzip" && settings.rootfs.level > 9) {
      refuse("rootfs.level", `gzip has levels 1 to 9, not ${settings.rootfs.level}`);
    }
  });

/** Validated settings: what plan, builders and the wizard work with. */
export type Settings = z.output<typeof settingsSchema>;
/** Settings as a person or a preset file writes them: every field optional but `version`. */
export type SettingsInput = z.input<typeof settingsSchema>;
