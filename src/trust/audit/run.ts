import type { FetchLists } from "../../contents/check-source.ts";
import { packageSource } from "../../contents/packages.ts";
import type { PackageSource } from "../../distributions/distribution.ts";
import {
  type DistributionName,
  distributionNames,
  distributions,
} from "../../distributions/distributions.ts";
import { fetchedAt, isFresh } from "../../distributions/downloads.ts";
import { suiteLabel } from "../../distributions/suites.ts";
import type { Manifest } from "../../release/manifest.ts";
import { knownSettings } from "../../settings/known.ts";
import { CancelledError, ThinsmithError, UsageError } from "../../system/errors.ts";
import { type Audit, auditOf, sourceOf } from "./audit.ts";
import { readTracker } from "./tracker.ts";

/** Lists that were fetched within the last hour are not fetched again, in milliseconds. */
const freshFor = 60 * 60 * 1000;

/** A mirror of the past has no newer versions, whatever there is: snapshot.debian.org, snapshot.ubuntu.com and the like. */
const isSnapshot = (mirror: string): boolean => /\/\d{8}T\d{6}Z(\/|$)/.test(mirror);

export interface AuditReport extends Audit {
  readonly id: string;
  readonly name: string;
  /** Label of distribution and suite. */
  readonly label: string;
  /** How many packages the release has. */
  readonly packages: number;
  /** The archives that were asked, such as trixie and trixie-security. */
  readonly archives: readonly string[];
  /** When the lists were compared with the mirror's; undefined if that is not known. */
  readonly listsOf: Date | undefined;
  /** Why the lists may be older than the mirror's, in a sentence; then a newer version may be missed. */
  readonly stale: string | undefined;
  /** Whether a tracker was read. */
  readonly tracked: boolean;
  /** What else a person has to know, in sentences. */
  readonly notes: readonly string[];
}

type Source = PackageSource & { readonly distribution: DistributionName };

/** Where newer versions of a release's packages would be, and what there is to say about that. */
const sourceFor = (manifest: Manifest, upstream: boolean): { source: Source; notes: string[] } => {
  const settings = knownSettings(manifest.settings);
  const { base } = manifest.settings as { base?: { distribution?: unknown } };
  const distribution = base?.distribution;
  if (typeof distribution === "string" && !distributionNames.some((name) => name === distribution))
    throw new UsageError(`This thinsmith does not know the distribution of ${manifest.id}.`);
  const source = packageSource(settings);
  const { mirror } = source;
  const notes: string[] = [];
  if (settings.base.builder === "vagrant" && settings.base.box !== null)
    notes.push("Package sources that base.box may have of its own are not asked.");
  const snapshot = mirror !== null && isSnapshot(mirror);
  if (snapshot)
    notes.push(`It was built from the snapshot ${mirror}; the distribution's own archives are asked.`);
  return { source: snapshot || upstream ? { ...source, mirror: null } : source, notes };
};

/**
 * Looks for newer versions of a release's packages in the archives of its suite. Needs no root where package lists are there or
 * can be fetched without.
 * @param fetchLists brings lists up to date; if it fails, those that are there are read
 * @param tracker file or address of the data of Debian's security tracker
 * @throws ThinsmithError without any lists, or if the tracker cannot be read
 */
export const auditRelease = async (
  manifest: Manifest,
  {
    upstream,
    tracker,
    fetchLists,
    signal,
  }: {
    readonly upstream: boolean;
    readonly tracker?: string | undefined;
    readonly fetchLists: FetchLists;
    readonly signal?: AbortSignal;
  },
): Promise<AuditReport> => {
  const { source, notes } = sourceFor(manifest, upstream);
  const { distribution, suite } = source;
  const label = suiteLabel(distribution, suite);
  if (tracker !== undefined && distribution !== "debian")
    throw new UsageError(`--tracker has Debian's data; ${manifest.id} is of ${label}.`, "Leave it out.");
  let stale: string | undefined;
  if (!(await isFresh(source, freshFor)))
    await fetchLists(source).catch((error: unknown) => {
      if (error instanceof CancelledError) throw error;
      const why = (error as Error).message.replace(/\s+/g, " ");
      stale = `The package lists of ${label} could not be fetched: ${why}`;
    });
  const { availableVersions, compareVersions } = distributions[distribution];
  const names = new Set(manifest.packages.map(({ name }) => name));
  const available = await availableVersions(source, names).catch((error: unknown) => {
    throw new ThinsmithError(`A package list of ${label} cannot be read: ${(error as Error).message}`, {
      remedy: "Update the lists of this machine (apt-get update), or remove the damaged one.",
      cause: error,
    });
  });
  if (!available)
    throw new ThinsmithError(stale ?? `There is no package list of ${label} on this machine.`, {
      remedy: "thinsmith doctor tells what this machine lacks to fetch lists.",
    });
  const sources = new Set(
    manifest.packages.map((one) => sourceOf(one, available.versions.get(one.name)).source),
  );
  const issues = tracker === undefined ? undefined : await readTracker(tracker, suite, sources, signal);
  if (!available.security)
    notes.push(
      `There is no list of security updates of ${label}${source.mirror === null ? "" : ` from ${source.mirror}: --upstream asks the distribution's own archives`}.`,
    );
  return {
    ...auditOf(manifest.packages, available, compareVersions, issues),
    ...{ id: manifest.id, name: manifest.name, label, packages: manifest.packages.length },
    ...{ archives: available.archives, listsOf: await fetchedAt(source), stale },
    ...{ tracked: tracker !== undefined, notes },
  };
};
