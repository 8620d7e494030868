import type { Builder } from "../../pipeline/builder.ts";
import { proofInstalls } from "../../proof/needs.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { vagrantStages } from "./definitions.ts";
import { knownVagrantFailures } from "./known-failures.ts";
import { libvirtNeeds, vagrantNeeds } from "./needs.ts";
import { openVagrantBuilder } from "./open.ts";
import { hindranceOf } from "./provider.ts";

/** Makes images in virtual machines of Vagrant. */
export const vagrantBuilder: Builder = {
  stages: vagrantStages,
  needs: vagrantNeeds,
  async installs({ base, ...settings }) {
    const needs = [...vagrantNeeds, ...proofInstalls(settings)];
    const virtualBox =
      base.provider === "virtualbox" ||
      (base.provider === "auto" && (await hindranceOf("virtualbox")) === undefined);
    return virtualBox ? needs : [...needs, ...libvirtNeeds];
  },
  knownFailures: knownVagrantFailures,
  async check({ machines }, attended) {
    if (machines.wait && !attended)
      throw new ThinsmithError("machines.wait is on, but there is nobody to wait for.", {
        remedy: "Start the build in a terminal, or add --set machines.wait=false",
      });
  },
  open: openVagrantBuilder,
};
