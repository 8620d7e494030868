import { debian } from "./debian/debian.ts";
import { ubuntu } from "./debian/ubuntu.ts";
import type { Distribution } from "./distribution.ts";

/** All distributions that images are made of, by their names in settings. */
export const distributions = { debian, ubuntu } as const satisfies Record<string, Distribution>;

export type DistributionName = keyof typeof distributions;
export const distributionNames = Object.keys(distributions) as [DistributionName, ...DistributionName[]];

/** The package managers of all distributions, to read images whose distribution is not known. */
export const packageManagers = [
  ...new Set(Object.values(distributions).map(({ packageManager }) => packageManager)),
];

/** Order of two package versions of an unknown distribution. All distributions so far have the same order. */
export const { compareVersions } = distributions.debian;
