import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Settings } from "../../src/settings/schema.ts";
import { type Listing, packageLists } from "./package-lists.ts";

/** The package list of the settings' suite, read in the background; `fetching` also gets it from the mirror. */
export const usePackageList = (settings: Settings, fetching = false): Listing | undefined => {
  const listing = useSyncExternalStore(packageLists.subscribe, () => packageLists.current(settings));
  useEffect(() => {
    packageLists.want(settings);
  }, [settings]);
  const absent = fetching && listing?.state === "absent";
  const stop = useRef(new AbortController());
  useEffect(() => {
    if (absent) packageLists.fetch(settings, stop.current.signal);
  }, [absent, settings]);
  // Whoever leaves the list waits for it no more.
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  return listing;
};
