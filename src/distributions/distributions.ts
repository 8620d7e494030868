import { debian } from "./debian/debian.ts";
import { ubuntu } from "./debian/ubuntu.ts";
import type { Distribution } from "./distribution.ts";

/** Every distribution that images are made of, by the name that settings have for it. */
export const distributions = { debian, ubuntu } as const satisfies Record<string, Distribution>;

export type DistributionName = keyof typeof distributions;
export const distributionNames = Object.keys(distributions) as [DistributionName, ...DistributionName[]];

/** Those of all distributions, each once: an image does not say first what it is. */
export const packageManagers = [
  ...new Set(Object.values(distributions).map(({ packageManager }) => packageManager)),
];

/** Order of two package versions where nothing says which distribution they are of: one order serves all so far. */
export const { compareVersions } = distributions.debian;
