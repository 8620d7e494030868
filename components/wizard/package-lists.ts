import { useEffect, useRef } from "react";
import { fetchPackageLists } from "../../src/builders/local/package-lists.ts";
import { packageSource } from "../../src/contents/packages.ts";
import { distributions } from "../../src/distributions/distributions.ts";
import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { Store } from "../ui/store.ts";
import { useStore } from "../ui/useStore.ts";

/** The package list of a suite, as far as it is here. */
interface Listing {
  readonly state: "reading" | "absent" | "fetching" | "there" | "failed";
  readonly index?: PackageIndex;
  /** What the fetching does, or why it failed. */
  readonly detail?: string;
}

/** Suites whose lists are kept. */
const keptListings = 2;

/** Settings with the same key have the same list. */
const listingKey = (settings: Settings): string => JSON.stringify(packageSource(settings));

/** By `listingKey`; the last one is the newest. */
type Listings = ReadonlyMap<string, Listing>;

/**
 * Package lists of the suites that were looked at, read once each from thinsmith's own cache or this machine's apt; only
 * `fetch` uses the network.
 */
class PackageLists extends Store<{ readonly listings: Listings }> {
  private set(key: string, listing: Listing): void {
    const others = [...this.state.listings].filter(([other]) => other !== key);
    // An index takes some 60 MB.
    this.update({ listings: new Map([...others, [key, listing] as const].slice(-keptListings)) });
  }

  private stateOf(key: string): Listing["state"] | undefined {
    return this.state.listings.get(key)?.state;
  }

  private async read(settings: Settings, key: string): Promise<void> {
    this.set(key, { state: "reading" });
    const index = await distributions[settings.base.distribution].loadPackageIndex(packageSource(settings));
    this.set(key, index ? { state: "there", index } : { state: "absent" });
  }

  /** Begins to read the list, where it is not here: a build may have brought it meanwhile. */
  want(settings: Settings): void {
    const key = listingKey(settings);
    const state = this.stateOf(key);
    if (state !== undefined && state !== "absent" && state !== "failed") return;
    this.read(settings, key).catch((error: Error) =>
      this.set(key, { state: "failed", detail: error.message }),
    );
  }

  /** Fetches the list where there is none. */
  fetch(settings: Settings, signal: AbortSignal): void {
    const key = listingKey(settings);
    if (this.stateOf(key) !== "absent") return;
    this.set(key, { state: "fetching", detail: "asking the mirror" });
    fetchPackageLists(packageSource(settings), {
      signal,
      onLine: (detail) => {
        if (this.stateOf(key) === "fetching") this.set(key, { state: "fetching", detail });
      },
    })
      .then(() => this.read(settings, key))
      .catch((error: Error) => this.set(key, { state: "failed", detail: error.message }));
  }
}

const packageLists = new PackageLists({ listings: new Map() });

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
  // The fetch ends when a person leaves the list.
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  return listing;
};

/** Where a screen does not fetch the list itself. */
export const comesLater = "none yet: the step Packages or the first build fetches this suite's package list";

/** What there is to say of a package list; `absent` where it is neither here nor on its way. */
export const listingText = (listing: Listing | undefined, absent: string): string => {
  const { state = "reading", index, detail = "" } = listing ?? {};
  const texts = {
    reading: "reading the package list...",
    fetching: `fetching the package list: ${detail}`,
    failed: `no package list: ${detail}`,
    there: `${index?.byName.size.toLocaleString("en")} packages`,
    absent,
  };
  return texts[state];
};
