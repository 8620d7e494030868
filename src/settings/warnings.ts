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
    when: ({ client }) => client.vmwareViewOptions.length > 0,
    says: "The Horizon client is not in any package: it has to come in an overlay.",
  },
];

/** Sentences about settings that are allowed, but probably not meant. Pure. */
export const warningsOf = (settings: Settings): string[] =>
  warnings.filter(({ when }) => when(settings)).map(({ says }) => says);
