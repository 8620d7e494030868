import type { AvailableVersion, AvailableVersions } from "../../distributions/distribution.ts";
import type { Manifest } from "../../release/manifest.ts";
import type { Issue, Issues } from "./tracker.ts";

type Installed = Manifest["packages"][number];

/** A package of a release that has a newer version. */
export interface Update {
  readonly name: string;
  readonly architecture: string;
  /** Name of its source package. */
  readonly source: string;
  readonly installed: string;
  readonly available: string;
  /** The archive that has the newest version, such as trixie-security. */
  readonly archive: string;
  /** Whether the archive of security updates has a version that is newer than the installed one. */
  readonly security: boolean;
  /** What the tracker says that the newest version mends. */
  readonly mends: readonly Issue[];
}

/** What a tracker says of a source package of a release, and the newest versions do not mend. */
export interface OpenIssues {
  readonly source: string;
  readonly packages: readonly string[];
  readonly issues: readonly Issue[];
}

export interface Audit {
  readonly updates: readonly Update[];
  readonly open: readonly OpenIssues[];
  /** Packages that no list has in any version: nobody can tell whether there is a newer one. */
  readonly unlisted: readonly string[];
}

/** The source package of an installed package, as trackers call it, and its version. */
export interface TrackedSource {
  readonly source: string;
  readonly version: string;
}

/** Debian's signed kernels are built from packages of their own. Trackers know the source, whose version the kernels have. */
const signed = { built: /^linux-signed-/, source: "linux" };

/**
 * The source of a package: as the manifest says, else as the lists do, since manifests of older releases say nothing. Pure.
 */
export const sourceOf = (
  { name, version, source, sourceVersion }: Installed,
  versions: readonly AvailableVersion[] = [],
): TrackedSource => {
  const listed = versions.find((one) => one.version === version) ?? versions[0];
  const found = source ?? listed?.source ?? name;
  if (signed.built.test(found)) return { source: signed.source, version };
  const same = listed?.version === version ? listed.sourceVersion : undefined;
  return { source: found, version: sourceVersion ?? same ?? version };
};

/**
 * Looks for newer versions of a release's packages. Pure.
 * @param compare order of versions: below 0 when the first is older
 * @param issues by source package; none without a tracker
 */
export const auditOf = (
  packages: readonly Installed[],
  { versions }: Pick<AvailableVersions, "versions">,
  compare: (a: string, b: string) => number,
  issues: Issues = new Map(),
): Audit => {
  const looked = packages.map((one) => {
    const listed = (versions.get(one.name) ?? []).filter(
      ({ architecture }) => one.architecture === "all" || [one.architecture, "all"].includes(architecture),
    );
    const newer = listed
      .filter(({ version }) => compare(version, one.version) > 0)
      .sort((a, b) => compare(b.version, a.version));
    return { one, listed, newer, ...sourceOf(one, listed) };
  });
  const bySource = new Map<string, typeof looked>();
  for (const each of looked) bySource.set(each.source, [...(bySource.get(each.source) ?? []), each]);
  // The newest source that the packages come to: a new kernel has a new name, and only the package that depends on it tells.
  const reached = new Map<string, string>();
  for (const { newer, source } of looked) {
    const [newest] = newer;
    if (!newest) continue;
    const version = source === signed.source ? newest.version : newest.sourceVersion;
    const before = reached.get(source);
    if (before === undefined || compare(version, before) > 0) reached.set(source, version);
  }
  const isMended = (source: string, { fixed }: Issue): boolean => {
    const version = reached.get(source);
    return fixed !== null && version !== undefined && compare(fixed, version) <= 0;
  };
  const affecting = ({ source, version }: TrackedSource) =>
    (issues.get(source) ?? []).filter(({ fixed }) => fixed === null || compare(fixed, version) > 0);
  return {
    updates: looked.flatMap(({ one, newer, ...tracked }): Update[] => {
      const [newest] = newer;
      if (!newest) return [];
      const { source } = tracked;
      return [
        {
          ...{ name: one.name, architecture: one.architecture, source },
          ...{ installed: one.version, available: newest.version, archive: newest.archive },
          security: newer.some(({ security }) => security),
          mends: affecting(tracked).filter((issue) => isMended(source, issue)),
        },
      ];
    }),
    open: [...bySource].flatMap(([source, users]): OpenIssues[] => {
      const left = users.flatMap(affecting).filter((issue) => !isMended(source, issue));
      const unique = [...new Map(left.map((issue) => [issue.name, issue])).values()];
      return left.length > 0 ? [{ source, packages: users.map(({ one }) => one.name), issues: unique }] : [];
    }),
    unlisted: looked.flatMap(({ one, listed }) => (listed.length === 0 ? [one.name] : [])),
  };
};
