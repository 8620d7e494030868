import { providers } from "../builders/vagrant/boxes/known-boxes.ts";
import { hindranceOf } from "../builders/vagrant/provider.ts";
import type { Settings } from "../settings/schema.ts";
import { examine, type Finding } from "./doctor.ts";
import type { Purpose } from "./requirements.ts";

/** What the builder of settings runs, for whoever offers to install it. */
export const purposesOf = async ({ base }: Pick<Settings, "base">): Promise<Purpose[]> => {
  if (base.builder === "local") return ["build"];
  const virtualBox =
    base.provider === "virtualbox" ||
    (base.provider === "auto" && (await hindranceOf("virtualbox")) === undefined);
  return virtualBox ? ["vagrant"] : ["vagrant", "libvirt"];
};

/** Looks at what the Vagrant builder needs: Vagrant, and a provider that works. */
export const examineVagrant = async (): Promise<Finding[]> => {
  const findings = await examine(["vagrant"]);
  const found = await Promise.all(providers.map(hindranceOf));
  const works = providers.filter((_, index) => found[index] === undefined);
  const hindrances = found.filter((one) => one !== undefined);
  findings.push({
    what: "libvirt or VirtualBox",
    why: works.length > 0 ? `${works.join(", ")} runs the virtual machines` : "runs the virtual machines",
    purpose: "vagrant",
    ok: works.length > 0,
    ...(works.length > 0
      ? {}
      : { remedy: hindrances.map(({ message, remedy }) => `${message} ${remedy}`).join(" Or: ") }),
  });
  return findings;
};

const lacks = (findings: readonly Finding[]): string | undefined => {
  const lacking = findings.filter(({ ok }) => !ok).map(({ what }) => what);
  return lacking.length > 0 ? `This machine lacks ${lacking.join(", ")}` : undefined;
};

/** For each builder why it cannot work on this machine; undefined where it can. */
export const examineBuilders = async (): Promise<Record<Settings["base"]["builder"], string | undefined>> => {
  const [local, vagrant] = await Promise.all([examine(["build"]).then(lacks), examineVagrant().then(lacks)]);
  return {
    local: local && `${local}: thinsmith doctor --install`,
    vagrant: vagrant && `${vagrant}: thinsmith doctor --vagrant tells more`,
  };
};
