import { type Alternative, alternativesTo } from "../../../src/contents/alternatives.ts";
import { packageBytesIn } from "../../../src/contents/forecast.ts";
import { type AddedPackage, costOf, includedWithout } from "../../../src/contents/package-cost.ts";
import type { IndexedPackage } from "../../../src/distributions/package-index/package.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { packagesOf } from "./image-packages.ts";
import { whyIncluded } from "./whom.ts";

/** What is known about a package, seen from an image. Sizes in bytes in the packed image. */
export interface PackageFacts {
  readonly found: IndexedPackage;
  /** What it adds to the image without it; none where something else brings it. */
  readonly cost: AddedPackage | undefined;
  /** What it takes by itself. */
  readonly bytes: number;
  readonly state: "chosen" | "brought" | "absent";
  /** Why it is in the image where a person did not choose it, or would be if they had not. */
  readonly why: string | undefined;
  readonly alternatives: readonly Alternative[];
}

/** What there is to say about a package of the list; undefined if the list does not have it. */
export const factsOf = (name: string, settings: Settings, index: PackageIndex): PackageFacts | undefined => {
  const found = index.byName.get(name);
  if (!found) return undefined;
  const included = packagesOf(settings, index);
  const without = includedWithout(settings, index, included, name);
  const inclusion = included.byName.get(name);
  const bytesOf = packageBytesIn(settings);
  const brought = without.byName.get(name);
  const own = settings.packages.install.includes(name);
  return {
    found,
    cost: costOf(index, without, found, bytesOf),
    bytes: bytesOf(found),
    state: own ? "chosen" : inclusion ? "brought" : "absent",
    why: brought && whyIncluded(brought, without),
    alternatives: alternativesTo(found, index, without, bytesOf),
  };
};
