import { distributionNames, distributions } from "../../../distributions/distributions.ts";

export const providers = ["libvirt", "virtualbox"] as const;
export type Provider = (typeof providers)[number];

/** Boxes of Vagrant Cloud, of each suite the one to take first. */
export const knownBoxes = distributionNames.flatMap((distribution) =>
  Object.entries(distributions[distribution].suites).flatMap(([suite, { boxes }]) =>
    boxes.map((box) => ({ distribution, suite, ...box })),
  ),
);

/** What `box make` calls the box of a suite. */
export const ownBox = (suite: string): string => `thinsmith/${suite}`;

/** What the catalogue says of a box by its name, where it has it. */
export const boxNamed = (wanted: string) => knownBoxes.find(({ name }) => name === wanted);

/** The name of the catalogue's box for a suite and a provider, where there is one. */
export const knownBox = (distribution: string, suite: string, provider: Provider): string | undefined =>
  knownBoxes.find(
    (box) => box.distribution === distribution && box.suite === suite && box.providers.includes(provider),
  )?.name;
