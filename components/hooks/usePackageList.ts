import { useEffect, useSyncExternalStore } from "react";
import type { Settings } from "../../src/settings/schema.ts";
import { type Listing, packageLists } from "../package-lists.ts";

/** The package list of the settings' suite, read in the background; `fetching` also gets it from the mirror. */
export const usePackageList = (settings: Settings, fetching = false): Listing | undefined => {
  const listing = useSyncExternalStore(packageLists.subscribe, () => packageLists.current(settings));
  useEffect(() => {
    packageLists.want(settings);
  }, [settings]);
  const absent = fetching && listing?.state === "absent";
  // biome-ignore lint/correctness/useExhaustiveDependencies: fetched once for a list that is absent
  useEffect(() => {
    if (!absent) return;
    const stop = new AbortController();
    packageLists.fetch(settings, stop.signal);
    return () => stop.abort();
  }, [absent]);
  return listing;
};
