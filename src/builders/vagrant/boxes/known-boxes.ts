import { distributionNames, distributions } from "../../../distributions/distributions.ts";

export const providers = ["libvirt", "virtualbox"] as const;
export type Provider = (typeof providers)[number];

/** Boxes of Vagrant Cloud. The preferred box of each suite comes first. */
export const knownBoxes = distributionNames.flatMap((distribution) =>
  Object.entries(distributions[distribution].suites).flatMap(([suite, { boxes }]) =>
    boxes.map((box) => ({ distribution, suite, ...box })),
  ),
);

/** The name that `box make` gives to the box of a suite. */
export const ownBox = (suite: string): string => `thinsmith/${suite}`;

/** A box of the catalogue, by its name. */
export const boxNamed = (wanted: string) => knownBoxes.find(({ name }) => name === wanted);

/** The name of the catalogue's preferred box for a suite and a provider. */
export const knownBox = (distribution: string, suite: string, provider: Provider): string | undefined =>
  knownBoxes.find(
    (box) => box.distribution === distribution && box.suite === suite && box.providers.includes(provider),
  )?.name;
