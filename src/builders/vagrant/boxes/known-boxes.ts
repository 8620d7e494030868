import type { BaseBox } from "../../../distributions/distribution.ts";
import {
  type DistributionName,
  distributionNames,
  distributions,
} from "../../../distributions/distributions.ts";

export const providers = ["libvirt", "virtualbox"] as const;
export type Provider = (typeof providers)[number];

/** Boxes of Vagrant Cloud by distribution and suite, the one to take first. */
export const boxes = Object.fromEntries(
  distributionNames.map((name) => [
    name,
    Object.fromEntries(
      Object.entries(distributions[name].suites).map(([suite, { boxes }]) => [suite, boxes]),
    ),
  ]),
) as Readonly<Record<DistributionName, Readonly<Record<string, readonly BaseBox[]>>>>;

/** What `box make` calls the box of a suite. */
export const ownBox = (suite: string): string => `thinsmith/${suite}`;

/** What the catalogue says of a box by its name, where it has it. */
export const boxNamed = (name: string): (BaseBox & { readonly suite: string }) | undefined =>
  Object.values(boxes)
    .flatMap((suites) =>
      Object.entries(suites).flatMap(([suite, list]) => list.map((box) => ({ ...box, suite }))),
    )
    .find((box) => box.name === name);

/** The catalogue's box for a suite and a provider, where there is one. */
export const knownBox = (
  distribution: DistributionName,
  suite: string,
  provider: Provider,
): string | undefined => boxes[distribution][suite]?.find((box) => box.providers.includes(provider))?.name;
