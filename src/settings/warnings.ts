import { broughtBy, unreadRoles } from "../catalog/roles.ts";
import { distributions } from "../distributions/distributions.ts";
import type { Settings } from "./schema.ts";

interface Warning {
  readonly when: (settings: Settings) => boolean;
  readonly says: string;
}

const broughtTo = ({ packages, base }: Settings) => broughtBy(packages.roles, base);
/** Chosen, or included in a role that is. */
const hasRole = (settings: Settings, name: string) => broughtTo(settings).roles.includes(name);

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
    when: (settings) => settings.client.vmwareViewOptions.length > 0 && !hasRole(settings, "horizon"),
    says: "The Horizon client is not in any package: it has to come by the role horizon or in an overlay.",
  },
  {
    when: (settings) =>
      ["rdp", "horizon"].some((role) => hasRole(settings, role)) && !broughtTo(settings).session,
    says: "The roles rdp and horizon need a screen: add the role jwm or lxde.",
  },
  {
    when: (settings) => hasRole(settings, "kiosk") && settings.client.kioskUrl === null,
    says: "The kiosk has no page: set client.kioskUrl, or the boot parameter kiosk_url= of each client.",
  },
  {
    when: (settings) => hasRole(settings, "kiosk") && !settings.client.autologin,
    says: "The kiosk does not start by itself: autologin is off.",
  },
  {
    when: (settings) =>
      settings.client.autologin &&
      broughtTo(settings).session &&
      settings.packages.install.some((name) => displayManagers.includes(name)),
    says: "The display manager does not start: with client.autologin, the role's desktop uses the screen.",
  },
  {
    when: (settings) => settings.client.sshKeys.length > 0 && !hasRole(settings, "ssh"),
    says: "There are SSH keys, but no SSH server: add the role ssh.",
  },
  {
    when: (settings) => hasRole(settings, "compute") && settings.client.sshKeys.length === 0,
    says: "Nobody can log in on a compute node by SSH: client.sshKeys is empty.",
  },
];

/** Sentences about settings that are allowed, but probably not meant, and about files of roles that are not read. */
export const warningsOf = (settings: Settings): string[] => [
  ...warnings.filter(({ when }) => when(settings)).map(({ says }) => says),
  ...unreadRoles,
];
