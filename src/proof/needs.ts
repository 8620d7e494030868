import { qemuNeed, secureOvmfNeed } from "../boot/needs.ts";
import { inspectNeeds, unpackNeeds } from "../image/needs.ts";
import { overlaysDirectory, type SiteFiles } from "../pipeline/inputs/site-files.ts";
import type { Settings } from "../settings/schema.ts";
import type { Need } from "../system/needs.ts";
import { readKeySet } from "../trust/keys/key-set.ts";
import { filesOf, firmwareKinds } from "../trust/keys/kinds.ts";

const without = "publish.proof=look or --no-prove does without";
const setting = "publish.proof";

/** What is public of the keys that firmware has to know; a copy of the keys may lack those that only change others. */
const certificatesNeed = (name: string): Need => ({
  what: `certificates of the keys ${name}`,
  why: `are what the firmware knows in which a locked image is booted; ${without}`,
  async look() {
    const { directory, keys } = await readKeySet(name);
    const lacking = firmwareKinds.filter((wanted) => !keys.some(({ kind }) => kind === wanted));
    if (lacking.length === 0) return { ok: true };
    const files = lacking.map((kind) => filesOf(kind).open).join(" and ");
    return { ok: false, remedy: `copy ${files} to ${directory} from where the keys were made` };
  },
});

/**
 * Overlays that clients take from their boot server, and a client that is booted here from nowhere: it would not start. One
 * with an address it takes from there.
 */
export const overlayNeeds = (
  { boot, publish }: Pick<Settings, "boot" | "publish">,
  { overlays }: Pick<SiteFiles, "overlays">,
): readonly Need[] =>
  publish.proof !== "boot"
    ? []
    : boot.overlays
        .filter((name) => !name.includes("://") && !overlays.some((overlay) => overlay.name === name))
        .map((name) => ({
          what: `${overlaysDirectory}/${name}`,
          why: `is an overlay (boot.overlays) that the image is booted with to prove it; ${without}`,
          look: async () => ({ ok: false, remedy: "put it there" }),
          setting,
        }));

/** What proving an image of these settings runs on this machine. @param secure it is proven by Secure Boot */
export const proofNeeds = (
  { publish, initrd }: Pick<Settings, "publish" | "initrd">,
  secure: boolean,
): readonly Need[] => {
  if (publish.proof === "none") return [];
  const programs = ["unsquashfs", initrd.compression];
  const boots = [
    qemuNeed(`boots an image to prove it; ${without}`),
    ...(secure ? [secureOvmfNeed(`boots a locked image to prove it; ${without}`)] : []),
    ...(secure && publish.key !== null ? [certificatesNeed(publish.key)] : []),
  ].map((need): Need => ({ ...need, setting }));
  return [
    ...[...inspectNeeds, ...unpackNeeds].filter(({ what }) => programs.includes(what)),
    ...(publish.proof === "boot" ? boots : []),
  ];
};

/** What a person is asked to install for it, before it is known whether the keys have one for firmware. */
export const proofInstalls = (settings: Pick<Settings, "publish" | "initrd" | "boot">): readonly Need[] => {
  const { uki, locked } = settings.boot;
  return proofNeeds(settings, uki && locked !== "no" && settings.publish.key !== null);
};
