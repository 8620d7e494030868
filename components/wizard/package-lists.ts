import { useEffect, useRef } from "react";
import { builderOf } from "../../src/builders/builders.ts";
import { fetchPackageLists } from "../../src/builders/local/package-lists.ts";
import { packageSource } from "../../src/contents/packages.ts";
import { distributions } from "../../src/distributions/distributions.ts";
import type { PackageIndex } from "../../src/distributions/package-index/package-index.ts";
import { readBuilds } from "../../src/pipeline/builds.ts";
import { failureOf } from "../../src/pipeline/failures/failure-of.ts";
import { knownOutputs } from "../../src/release/outputs.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { defaultOutput } from "../../src/system/paths.ts";
import { failureText } from "../ui/shown-error.ts";
import { Store } from "../ui/store.ts";
import { useStore } from "../ui/useStore.ts";
import { measureBy } from "./forecasts.ts";

/** The package list of a suite, as far as it is here. */
interface Listing {
  readonly state: "reading" | "absent" | "fetching" | "there" | "failed";
  readonly index?: PackageIndex;
  /** What the fetching does, or why it failed. */
  readonly detail?: string;
}

/** Suites whose lists are kept. */
const keptListings = 2;

/** Milliseconds between two looks at what was built. */
const measureEvery = 10_000;

/** Settings with the same key have the same list. */
const listingKey = (settings: Settings): string => JSON.stringify(packageSource(settings));

/** By `listingKey`; the last one is the newest. */
type Listings = ReadonlyMap<string, Listing>;

/**
 * Package lists of the suites that were looked at, read once each from thinsmith's own cache or this machine's apt. The
 * network is used by `fetch`, and for each list that is missing while `fetchMissing` says so.
 */
class PackageLists extends Store<{ readonly listings: Listings }> {
  private measuredAt = 0;
  /** Until when missing lists are fetched; none where that was not asked for. */
  private missing: AbortSignal | undefined;
  /** Keys of lists that were missing and fetched, or could not be: once is enough without being asked. */
  private readonly fetched = new Set<string>();

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
    const { missing } = this;
    if (index || !missing || missing.aborted || this.fetched.has(key)) return;
    this.fetched.add(key);
    missing.addEventListener("abort", () => this.fetched.delete(key), { once: true });
    this.fetch(settings, missing);
  }

  /** Fetches each list that is missing from now on, until the signal aborts. */
  fetchMissing(until: AbortSignal): void {
    this.missing = until;
  }

  /** Reads what was built here: a build may have ended meanwhile. */
  private async measure(): Promise<void> {
    if (Date.now() - this.measuredAt < measureEvery) return;
    this.measuredAt = Date.now();
    // What has the list is drawn again.
    const builds = await readBuilds(defaultOutput, ...(await knownOutputs()));
    if (measureBy(builds)) this.update({ listings: new Map(this.state.listings) });
  }

  /** Begins to read the list, where it is not here: a build may have brought it meanwhile. */
  want(settings: Settings): void {
    // Without it the estimates are those of the tables.
    this.measure().catch(() => {});
    const key = listingKey(settings);
    const state = this.stateOf(key);
    if (state !== undefined && state !== "absent" && state !== "failed") return;
    this.read(settings, key).catch((error) => this.set(key, { state: "failed", detail: failureText(error) }));
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
      .catch((error) => {
        if (signal.aborted) return this.set(key, { state: "absent" });
        const { message, remedy = "" } = failureOf(error, { settings, builder: builderOf(settings) }, false);
        this.set(key, { state: "failed", detail: `${message} ${remedy}`.trim() });
      });
  }
}

const packageLists = new PackageLists({ listings: new Map() });

/** While a draft is open, the lists that its estimates need are fetched, until the signal aborts. */
export const fetchMissingLists = (until: AbortSignal): void => packageLists.fetchMissing(until);

/** The package list of the settings' suite, once it is read; none where it is not here. */
export const packageListOf = (settings: Settings): Promise<PackageIndex | undefined> => {
  const key = listingKey(settings);
  packageLists.want(settings);
  return new Promise((done) => {
    const look = () => {
      const listing = packageLists.snapshot().listings.get(key);
      if (listing?.state === "reading") return;
      stop();
      done(listing?.index);
    };
    const stop = packageLists.subscribe(look);
    look();
  });
};

/** The package list of the settings' suite, read in the background; `fetching` also gets it from the mirror. */
export const usePackageList = (settings: Settings, fetching = false): Listing | undefined => {
  const listing = useStore(packageLists).listings.get(listingKey(settings));
  useEffect(() => {
    packageLists.want(settings);
  }, [settings]);
  const absent = fetching && listing?.state === "absent";
  const stop = useRef<AbortController>(undefined);
  // The fetch ends when a person leaves the list. Before the effect that fetches: it takes the signal from here.
  useEffect(() => {
    const left = new AbortController();
    stop.current = left;
    return () => left.abort();
  }, []);
  useEffect(() => {
    if (absent && stop.current) packageLists.fetch(settings, stop.current.signal);
  }, [absent, settings]);
  return listing;
};

/** Where a screen does not fetch the list itself. */
export const comesLater =
  "needs the package list of this suite; the step Packages fetches it, and so does a build";

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
