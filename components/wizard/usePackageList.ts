import { useEffect, useRef } from "react";
import type { Settings } from "../../src/settings/schema.ts";
import { useStore } from "../ui/useStore.ts";
import { type Listing, listingKey, packageLists } from "./package-lists.ts";

/** The package list of the settings' suite, read in the background; `fetching` also gets it from the mirror. */
export const usePackageList = (settings: Settings, fetching = false): Listing | undefined => {
  const listing = useStore(packageLists).listings.get(listingKey(settings));
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
