import { qemuNeed } from "../boot/needs.ts";
import { inspectNeeds, unpackNeeds } from "../image/needs.ts";
import type { Settings } from "../settings/schema.ts";
import type { Need } from "../system/needs.ts";

/** What proving an image of these settings runs on this machine. */
export const proofNeeds = ({ publish, initrd }: Pick<Settings, "publish" | "initrd">): readonly Need[] => {
  if (publish.proof === "none") return [];
  const programs = ["unsquashfs", initrd.compression];
  const boots = qemuNeed("proves an image by booting it; publish.proof=look or --no-prove does without");
  return [
    ...[...inspectNeeds, ...unpackNeeds].filter(({ what }) => programs.includes(what)),
    ...(publish.proof === "boot" ? [boots] : []),
  ];
};
