import { bootNeeds, secureBootNeeds, uefiNeeds } from "../boot/needs.ts";
import { localNeeds } from "../builders/local/needs.ts";
import { boxNeeds, libvirtNeeds, providerNeed, vagrantNeeds } from "../builders/vagrant/needs.ts";
import { inspectNeeds, unpackNeeds } from "../image/needs.ts";
import { loaderNeeds, serveNeeds } from "../serve/needs.ts";
import type { Settings } from "../settings/schema.ts";
import * as system from "../system/needs.ts";
import { keyNeeds } from "../trust/keys/needs.ts";
import { signNeed, stubNeed } from "../trust/uki/needs.ts";
import { labNeeds, testNeeds } from "./test-needs.ts";

/** What each part of thinsmith needs on this machine, by what a person wants to do. */
const needs = {
  build: localNeeds,
  boot: bootNeeds,
  inspect: inspectNeeds,
  unpack: unpackNeeds,
  serve: serveNeeds,
  ...loaderNeeds,
  tests: testNeeds,
  uefi: uefiNeeds,
  secureBoot: secureBootNeeds,
  libvirt: libvirtNeeds,
  box: boxNeeds,
  lab: labNeeds,
  keys: keyNeeds,
  uki: [stubNeed, signNeed],
  vagrant: [...vagrantNeeds, providerNeed],
} satisfies Record<string, readonly system.Need[]>;

export type Purpose = keyof typeof needs;

export type Finding = system.Finding & { readonly purpose: Purpose };

export const needsFor = (purposes: readonly Purpose[]): system.Need[] =>
  purposes.flatMap((purpose) => needs[purpose]);

/** Looks at everything that some purposes need. */
export const examine = async (purposes: readonly Purpose[]): Promise<Finding[]> => {
  const wanted = (Object.keys(needs) as Purpose[]).filter((purpose) => purposes.includes(purpose));
  const found = wanted.map(async (purpose) =>
    (await system.examine(needs[purpose])).map((finding) => ({ ...finding, purpose })),
  );
  return (await Promise.all(found)).flat();
};

const lacks = (findings: readonly system.Finding[]): string | undefined => {
  const lacking = findings.filter(({ ok }) => !ok).map(({ what }) => what);
  return lacking.length > 0 ? `This machine lacks ${lacking.join(", ")}` : undefined;
};

/** For each builder why it cannot work on this machine; undefined where it can. */
export const examineBuilders = async (): Promise<Record<Settings["base"]["builder"], string | undefined>> => {
  const [local, vagrant] = await Promise.all([
    examine(["build"]).then(lacks),
    examine(["vagrant"]).then(lacks),
  ]);
  return {
    local: local && `${local}: thinsmith doctor --install`,
    vagrant: vagrant && `${vagrant}: thinsmith doctor --vagrant tells more`,
  };
};
