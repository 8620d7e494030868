import type { Included, Inclusion } from "../../../src/contents/inclusion.ts";
import type { PackageGroup } from "../../../src/contents/packages.ts";

/** What a group is called where it stands behind "by". */
const groupName = ({ kind, name }: PackageGroup): string =>
  ({
    client: "every client",
    kernel: "kernel",
    firmware: `firmware ${name}`,
    network: `network ${name}`,
    role: `role ${name}`,
    driver: `driver ${name}`,
    stream: "a streamed root",
    chosen: "you",
  })[kind];

/** Why a package is there that a group asks for: what would have to change. @param it the package, in a sentence */
const groupWhy = (group: PackageGroup | undefined, it: string): string => {
  if (!group) return `every image of this suite has ${it}`;
  const { kind, name } = group;
  return {
    client: `every client needs ${it}`,
    kernel: `kernel.package names ${it}`,
    firmware: `${name} in kernel.firmware brings ${it}`,
    network: `${name} as client.network brings ${it}`,
    role: `the role ${name} brings ${it}`,
    driver: `${name} in packages.drivers brings ${it}`,
    stream: `clients read the root with ${it} (boot.root)`,
    chosen: `you chose ${it}`,
  }[kind];
};

/** By whom a package is in the image, in a few words: "by role kiosk", "by chromium", "base". */
export const byWhom = ({ group, neededBy }: Inclusion): string => {
  if (neededBy) return `by ${neededBy.name}`;
  return group ? `by ${groupName(group)}` : "base";
};

/** Whether a person chose it themselves: then they can leave it out where they chose it. */
export const isOwn = ({ group, neededBy }: Inclusion): boolean => group?.kind === "chosen" && !neededBy;

/** As many packages of a chain of dependencies are named. */
const mostNamed = 3;

/** Why a package is in the image, down to what a person can change: "libx needs it; the role kiosk brings libx". */
export const whyIncluded = (inclusion: Inclusion, { byName }: Pick<Included, "byName">): string => {
  const chain: string[] = [];
  let root = inclusion;
  while (root.neededBy) {
    chain.push(root.neededBy.name);
    root = byName.get(root.neededBy.name) as Inclusion;
  }
  const [first, ...others] = chain;
  if (first === undefined) return groupWhy(root.group, "it");
  const between = others.length > mostNamed ? [...others.slice(0, mostNamed - 1), "another"] : others;
  const needs = [`${first} needs it`, ...between.map((name) => `${name} needs that`)].join(", ");
  return `${needs}; ${groupWhy(root.group, chain.at(-1) ?? "it")}`;
};
