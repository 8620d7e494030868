import type { Builder } from "../../pipeline/builder.ts";
import { proofInstalls } from "../../proof/needs.ts";
import { localStages } from "./definitions.ts";
import { localNeeds } from "./needs.ts";
import { fetchPackageLists } from "./package-lists.ts";
import { openLocal } from "./stages.ts";

/** Makes images on this machine, without a virtual machine: mmdebstrap, mkinitramfs, mksquashfs. */
export const localBuilder: Builder = {
  stages: localStages,
  needs: localNeeds,
  installs: async (settings) => [...localNeeds, ...proofInstalls(settings)],
  knownFailures: () => [],
  fetchLists: fetchPackageLists,
  check: async () => {},
  open: openLocal,
};
