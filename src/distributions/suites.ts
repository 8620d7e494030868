import type { NetworkKind } from "./distribution.ts";
import { type DistributionName, distributionNames, distributions } from "./distributions.ts";

/** Such as "Debian 13 trixie" if the suite is known, else distribution and suite as written. */
export const suiteLabel = (distribution: DistributionName, suite: string): string =>
  distributions[distribution].suites[suite]?.label ?? `${distribution} ${suite}`;

/** What `client.network: auto` means for a suite. */
export const networkOf = (distribution: DistributionName, suite: string): NetworkKind =>
  distributions[distribution].suites[suite]?.network ?? "networkd";

/** The distribution of a suite, if the suite is known. */
export const distributionOf = (suite: string): DistributionName | undefined =>
  distributionNames.find((distribution) => Object.hasOwn(distributions[distribution].suites, suite));
