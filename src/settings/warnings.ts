import { isDeepStrictEqual } from "node:util";
import { broughtBy, roleFiles, unreadRoles } from "../catalog/roles.ts";
import { distributions } from "../distributions/distributions.ts";
import { settingValue } from "./difference.ts";
import { fields } from "./fields.ts";
import type { Settings } from "./schema.ts";

interface Warning {
  readonly when: (settings: Settings) => boolean;
  readonly says: string;
}

const broughtTo = ({ packages, base }: Settings) => broughtBy(packages.roles, base);

/** Packages that Debian and Ubuntu have as x-display-manager. */
const displayManagers = ["gdm3", "greetd", "lightdm", "lxdm", "nodm", "sddm", "slim", "wdm", "xdm"];

/** What is allowed, but probably not meant. */
const warnings: readonly Warning[] = [
  {
    when: ({ client }) => !client.autologin && client.passwordHash === null,
    says: "Nobody can log in on the console: autologin is off and there is no password.",
  },
  {
    when: ({ kernel, base }) =>
      kernel.firmware.length === 0 && !distributions[base.distribution].kernelBringsFirmware,
    says: "No firmware: clients whose network card needs firmware have no network.",
  },
  {
    when: ({ zram }) => zram.sizePct === 0,
    says: "No compressed swap: a client that runs out of memory kills programs.",
  },
  {
    when: ({ boot }) => boot.initrdDebug,
    says: "The debug shell is on: every client opens it and waits before it fetches anything.",
  },
  {
    when: ({ boot }) => /^http:\/\//.test(boot.rootUrl) && boot.caFile !== null,
    says: "boot.caFile is for https://, but the address of the root is http://.",
  },
  {
    when: (settings) =>
      settings.client.autologin &&
      broughtTo(settings).session &&
      settings.packages.install.some((name) => displayManagers.includes(name)),
    says: "The display manager does not start: with client.autologin, the role's desktop uses the screen.",
  },
];

const isSo = (settings: Settings, [name, value]: [string, unknown]): boolean =>
  fields().has(name) && isDeepStrictEqual(settingValue(settings, name), value);

/** What the files of roles warn about. */
const ofRoles = (settings: Settings): string[] => {
  const { roles, session } = broughtTo(settings);
  return [...roleFiles].flatMap(([name, { role }]) =>
    (role?.warnings ?? [])
      .filter(
        ({ chosen, session: wanted = session }) => chosen === roles.includes(name) && wanted === session,
      )
      .filter(({ when }) => Object.entries(when).every((entry) => isSo(settings, entry)))
      .filter(({ unless }) => !Object.entries(unless).some((entry) => isSo(settings, entry)))
      .map(({ says }) => says),
  );
};

/** Sentences about settings that are allowed, but probably not meant, and about files of roles that are not read. */
export const warningsOf = (settings: Settings): string[] => [
  ...warnings.filter(({ when }) => when(settings)).map(({ says }) => says),
  ...ofRoles(settings),
  ...unreadRoles,
];
