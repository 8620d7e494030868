import { isDeepStrictEqual } from "node:util";
import { lostBy } from "../catalog/excludes.ts";
import { keyboards } from "../catalog/keyboards.ts";
import { broughtBy, roleFiles, unreadRoles } from "../catalog/roles.ts";
import { distributions } from "../distributions/distributions.ts";
import { shown } from "../grammar/shown.ts";
import { sanitize } from "../system/text.ts";
import { settingValue } from "./difference.ts";
import { fields } from "./fields.ts";
import { meantBy } from "./offered.ts";
import type { Settings } from "./schema.ts";

/** A sentence about settings that are allowed, but probably not meant. */
export interface Advice {
  readonly says: string;
  /** The setting to look at, by its dotted name. */
  readonly setting: string;
}

interface Warning extends Advice {
  readonly when: (settings: Settings) => boolean;
}

const rolesSetting = "packages.roles";

const broughtTo = ({ packages, base }: Settings) => broughtBy(packages.roles, base);

/** Packages that Debian and Ubuntu have as x-display-manager. */
const displayManagers = ["gdm3", "greetd", "lightdm", "lxdm", "nodm", "sddm", "slim", "wdm", "xdm"];

/** What is allowed, but probably not meant. */
const warnings: readonly Warning[] = [
  {
    when: ({ client }) => !client.autologin && client.passwordHash === null,
    says: "Nobody can log in on the console: autologin is off and there is no password.",
    setting: "client.autologin",
  },
  {
    when: ({ kernel, base }) =>
      kernel.firmware.length === 0 && !distributions[base.distribution].kernelBringsFirmware,
    says: "No firmware: clients whose network card needs firmware have no network.",
    setting: "kernel.firmware",
  },
  {
    when: ({ zram }) => zram.sizePct === 0,
    says: "No compressed swap: a client that runs out of memory kills programs.",
    setting: "zram.sizePct",
  },
  {
    when: ({ boot }) => boot.initrdDebug,
    says: "The debug shell is on: every client opens it and waits before it fetches anything.",
    setting: "boot.initrdDebug",
  },
  {
    when: ({ boot }) => /^http:\/\//.test(boot.rootUrl) && boot.caFile !== null,
    says: "boot.caFile is for https://, but the address of the root is http://.",
    setting: "boot.rootUrl",
  },
  {
    when: ({ serve, boot }) => serve.uefi === "uki" && !boot.uki,
    says: "The image has no thinsmith.efi, which serve.uefi=uki gives to clients with UEFI: boot.uki makes it.",
    setting: "boot.uki",
  },
  {
    when: ({ boot, publish }) =>
      boot.rollbackIndex > 0 && (!boot.uki || boot.locked === "no" || publish.key === null),
    says: "boot.rollbackIndex has no effect, since the image is not locked: boot.locked says when it is.",
    setting: "boot.rollbackIndex",
  },
  {
    when: (settings) =>
      settings.client.autologin &&
      broughtTo(settings).session &&
      settings.packages.install.some((name) => displayManagers.includes(name)),
    says: "The display manager does not start: with client.autologin, the role's desktop uses the screen.",
    setting: "packages.install",
  },
];

/** Lines of `exclude.paths` that leave out what every image needs. */
const neededLeftOut = ({ exclude }: Settings): string[] =>
  exclude.paths.flatMap((pattern) => {
    const lost = lostBy(pattern);
    return lost === undefined ? [] : `The image cannot start without ${lost}, which ${pattern} leaves out.`;
  });

/** Conditions of a role's file that name no setting: a typing error, or a role made for another version. */
const unknownSettings = (settings: Settings): string[] => {
  const { roles } = broughtTo(settings);
  return [...roleFiles]
    .filter(([name]) => roles.includes(name))
    .flatMap(([name, { role }]) =>
      (role?.warnings ?? [])
        .flatMap(({ when, unless }) => [...Object.keys(when), ...Object.keys(unless)])
        .filter((setting) => !fields().has(setting))
        .map((setting) => `The role ${name} has a warning about ${shown(setting)}, which is not a setting.`),
    );
};

const isSo = (settings: Settings, [name, value]: [string, unknown]): boolean =>
  fields().has(name) && isDeepStrictEqual(settingValue(settings, name), value);

/** What the files of roles warn about. */
const ofRoles = (settings: Settings): Advice[] => {
  const { roles, session } = broughtTo(settings);
  return [...roleFiles].flatMap(([name, { role }]) =>
    (role?.warnings ?? [])
      .filter(
        ({ chosen, session: wanted = session }) => chosen === roles.includes(name) && wanted === session,
      )
      .filter(({ when }) => Object.entries(when).every((entry) => isSo(settings, entry)))
      .filter(({ unless }) => !Object.entries(unless).some((entry) => isSo(settings, entry)))
      .map(({ says, when }) => ({
        says,
        setting: Object.keys(when).find((name) => fields().has(name)) ?? rolesSetting,
      })),
  );
};

/** A layout that xkb does not have: one of the image's own, or a name in place of a layout. */
const unknownKeyboard = (settings: Settings): Advice[] => {
  const { keyboard } = settings.client;
  if (!broughtTo(settings).session) return [];
  const known = keyboards();
  if (Object.hasOwn(known, keyboard)) return [];
  const meant = meantBy(keyboard.split(":")[0] ?? "", known);
  const instead = meant === undefined ? "" : `; ${meant} is ${sanitize(known[meant] || meant)}`;
  return [
    { says: `${keyboard} is not in xkb's list of keyboard layouts${instead}.`, setting: "client.keyboard" },
  ];
};

/** What is allowed, but probably not meant, and what is said about files of roles that are not read. */
export const adviceOn = (settings: Settings): Advice[] => [
  ...warnings.filter(({ when }) => when(settings)).map(({ says, setting }) => ({ says, setting })),
  ...unknownKeyboard(settings),
  ...neededLeftOut(settings).map((says) => ({ says, setting: "exclude.paths" })),
  ...ofRoles(settings),
  ...[...unknownSettings(settings), ...unreadRoles].map((says) => ({ says, setting: rolesSetting })),
];

/** The same as sentences alone. */
export const warningsOf = (settings: Settings): string[] => adviceOn(settings).map(({ says }) => says);
