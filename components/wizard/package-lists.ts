import { fetchPackageLists } from "../../src/builders/local/package-lists.ts";
import { packageSource } from "../../src/contents/packages.ts";
import { distributions } from "../../src/distributions/distributions.ts";
import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import type { Settings } from "../../src/settings/schema.ts";

/** The package list of a suite, as far as it is here. */
export interface Listing {
  readonly state: "reading" | "absent" | "fetching" | "there" | "failed";
  readonly index?: PackageIndex;
  /** What the fetching does, or why it failed. */
  readonly detail?: string;
}

/** Suites whose lists are kept. */
const keptListings = 2;

/** Settings with the same key have the same list. */
const keyOf = (settings: Settings) => JSON.stringify(packageSource(settings));

/**
 * Package lists of the suites that were looked at, read once each: for React's useSyncExternalStore. What a list is
 * read from is thinsmith's own cache, or this machine's apt; only `fetch` uses the network.
 */
class PackageLists {
  private readonly listings = new Map<string, Listing>();
  private readonly listeners = new Set<() => void>();

  private set(key: string, listing: Listing): void {
    // The last one is the newest; an index takes some 60 MB.
    this.listings.delete(key);
    this.listings.set(key, listing);
    for (const old of [...this.listings.keys()].slice(0, -keptListings)) this.listings.delete(old);
    for (const listener of this.listeners) listener();
  }

  private async read(settings: Settings, key: string): Promise<void> {
    this.set(key, { state: "reading" });
    const index = await distributions[settings.base.distribution].loadPackageIndex(packageSource(settings));
    this.set(key, index ? { state: "there", index } : { state: "absent" });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (settings: Settings): Listing | undefined => this.listings.get(keyOf(settings));

  /** Begins to read the list, where it is not here: a build may have brought it meanwhile. */
  want(settings: Settings): void {
    const key = keyOf(settings);
    const state = this.listings.get(key)?.state;
    if (state !== undefined && state !== "absent" && state !== "failed") return;
    this.read(settings, key).catch((error: Error) =>
      this.set(key, { state: "failed", detail: error.message }),
    );
  }

  /** Fetches the list where there is none. */
  fetch(settings: Settings, signal: AbortSignal): void {
    const key = keyOf(settings);
    const state = this.listings.get(key)?.state;
    if (state !== "absent") return;
    this.set(key, { state: "fetching", detail: "asking the mirror" });
    fetchPackageLists(packageSource(settings), {
      signal,
      onLine: (detail) => {
        if (this.listings.get(key)?.state === "fetching") this.set(key, { state: "fetching", detail });
      },
    })
      .then(() => this.read(settings, key))
      .catch((error: Error) => this.set(key, { state: "failed", detail: error.message }));
  }
}

export const packageLists = new PackageLists();
