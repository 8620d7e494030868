import { clientNeeds } from "../catalog/roles.ts";
import type { Manifest } from "../release/release.ts";
import type { Expectation } from "./verdict.ts";

const lastValue = (words: readonly string[], name: string) =>
  words.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);

/** Whether a role of the image draws on the client's screen. */
export const hasDesktop = ({ settings }: Manifest): boolean => clientNeeds(settings.packages.roles).session;

/**
 * What a client of a release has to show, from the settings and the boot parameters that override them.
 * @param machine whether it has a screen that is looked at, and whether its firmware starts thinsmith.efi and nothing that
 * others have signed
 */
export const expectationOf = (
  manifest: Manifest,
  params: readonly string[],
  { hasScreen = false, secure = false }: { readonly hasScreen?: boolean; readonly secure?: boolean } = {},
): Expectation => {
  const { zram, client } = manifest.settings;
  const words = [...manifest.bootParameters, ...params];
  // For a value that is not a number within bounds the client uses its default (guest: memory.sh).
  const number = <D>(name: string, low: number, high: number, setting: D, fallback: D): number | D => {
    const word = lastValue(words, name);
    if (word === undefined) return setting;
    return /^\d{1,5}$/.test(word) && Number(word) >= low && Number(word) <= high ? Number(word) : fallback;
  };
  return {
    zram: {
      sizePct: number("zram_size_pct", 0, 200, zram.sizePct, 50),
      algorithm: lastValue(words, "zram_algorithm") ?? zram.algorithm,
      devices: number<number | "auto">("zram_devices", 1, 64, zram.devices, "auto"),
    },
    rootVerified: lastValue(words, "rootverify") !== "off",
    // Nobody is logged in who could have a desktop.
    screen: client.autologin && hasScreen,
    secureBoot: secure,
    // Nobody adds a console to a command line that is fixed.
    unseen: secure && !words.some((word) => /^console=ttyS0(,|$)/.test(word)),
    autologin: client.autologin ? client.user : undefined,
  };
};
