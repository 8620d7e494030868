import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import type { Settings } from "../../src/settings/schema.ts";

/** Makes something of settings and a suite's package list, once for each pair: every screen and pane shares it. */
export const perList = <T>(make: (settings: Settings, index: PackageIndex) => T) => {
  const made = new WeakMap<PackageIndex, WeakMap<Settings, { readonly value: T }>>();
  return (settings: Settings, index: PackageIndex): T => {
    const ofIndex = made.get(index) ?? new WeakMap<Settings, { readonly value: T }>();
    made.set(index, ofIndex);
    const known = ofIndex.get(settings) ?? { value: make(settings, index) };
    ofIndex.set(settings, known);
    return known.value;
  };
};
