import { broughtBy } from "../catalog/roles.ts";
import type { Settings } from "./schema.ts";

interface Warning {
  readonly when: (settings: Settings) => boolean;
  readonly says: string;
}

/** What is allowed, but probably not meant. */
const warnings: readonly Warning[] = [
  {
    when: ({ client }) => !client.autologin && client.passwordHash === null,
    says: "Nobody can log in on the console: autologin is off and there is no password.",
  },
  {
    when: ({ kernel, base }) => kernel.firmware.length === 0 && base.distribution === "debian",
    says: "No firmware: clients whose network card needs some will not find the network.",
  },
  {
    when: ({ zram }) => zram.sizePct === 0,
    says: "No compressed swap: a client that runs out of memory ends programs.",
  },
  {
    when: ({ boot }) => boot.initrdDebug,
    says: "The debug shell is on: every client stops in it before it fetches anything.",
  },
  {
    when: ({ boot }) => /^http:\/\//.test(boot.rootUrl) && boot.caFile !== null,
    says: "There are authorities for https://, but the root's address is http://.",
  },
  {
    when: ({ client, packages }) =>
      client.vmwareViewOptions.length > 0 && !packages.roles.includes("horizon"),
    says: "The Horizon client is not in any package: it has to come by the role horizon or in an overlay.",
  },
  {
    when: ({ packages, base }) =>
      ["rdp", "horizon"].some((role) => packages.roles.includes(role)) &&
      !broughtBy(packages.roles, base).session,
    says: "The roles rdp and horizon need a screen: add the role jwm or lxde.",
  },
  {
    when: ({ packages, client }) => packages.roles.includes("kiosk") && client.kioskUrl === null,
    says: "The kiosk has no page yet: set client.kioskUrl, or kiosk_url= when a client boots.",
  },
  {
    when: ({ packages, client }) => packages.roles.includes("kiosk") && !client.autologin,
    says: "The kiosk does not start by itself: autologin is off.",
  },
  {
    when: ({ client, packages, base }) =>
      client.sshKeys.length > 0 && !broughtBy(packages.roles, base).roles.includes("ssh"),
    says: "There are SSH keys, but no SSH server: add the role ssh.",
  },
  {
    when: ({ packages, client }) => packages.roles.includes("compute") && client.sshKeys.length === 0,
    says: "Nobody can log in on a compute node by SSH: client.sshKeys is empty.",
  },
];

/** Sentences about settings that are allowed, but probably not meant. Pure. */
export const warningsOf = (settings: Settings): string[] =>
  warnings.filter(({ when }) => when(settings)).map(({ says }) => says);
