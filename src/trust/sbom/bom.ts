import type { Licence } from "../../distributions/distribution.ts";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { suiteLabel } from "../../distributions/suites.ts";
import { sha256Of } from "../../release/checksum.ts";
import { sbomFiles } from "../../release/files/sbom-files.ts";
import type { Manifest } from "../../release/manifest.ts";
import { packageUrl } from "./purl.ts";

/** What a build knows of a package beyond what the manifest has. */
export interface PackageDetails {
  /** Name and address, as "Name <address>". */
  readonly maintainer?: string | undefined;
  readonly homepage?: string | undefined;
  readonly licence: Licence;
}

/** A package of an image. */
export interface BomPackage extends PackageDetails {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** The source package that it is built from. */
  readonly source: { readonly name: string; readonly version: string; readonly url: string };
  /** Its package URL, which no other package of the image has. */
  readonly url: string;
  /** Whether exclude.packages has left its files out of the root. */
  readonly leftOut: boolean;
}

/** What is in a release: all that its SBOMs are written from. */
export interface Bom {
  /** UUID that depends on the contents alone. */
  readonly uuid: string;
  readonly image: string;
  readonly release: string;
  /** Version of thinsmith that built it. */
  readonly thinsmith: string;
  /** Label of its distribution and suite. */
  readonly label: string;
  readonly createdAt: Date;
  readonly packages: readonly BomPackage[];
  readonly files: Manifest["files"];
}

/** A UUID of version 8 (RFC 9562): whose bits are up to us, here those of a sha256. */
const uuidOf = (content: unknown): string => {
  const digest = sha256Of(JSON.stringify(content));
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    ...[digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`],
    ...[`${variant}${digest.slice(17, 20)}`, digest.slice(20, 32)],
  ].join("-");
};

/** The key of a package in the details: several architectures of one may be installed. */
export const packageKey = ({ name, architecture }: Pick<BomPackage, "name" | "architecture">): string =>
  `${name}:${architecture}`;

const unknown: PackageDetails = {
  licence: { problem: "the build did not look for its licence" },
};

/**
 * What is in a release. Pure.
 * @param base distribution and suite of its settings
 * @param details by `packageKey`; a release of an older version has none
 */
export const bomOf = (
  release: Pick<Manifest, "id" | "name" | "startedAt" | "thinsmith" | "files" | "packages">,
  settings: {
    readonly base: { readonly distribution: DistributionName; readonly suite: string };
    readonly exclude: { readonly packages: readonly string[] };
  },
  details: ReadonlyMap<string, PackageDetails> = new Map(),
): Bom => {
  const { distribution, suite } = settings.base;
  const type = distributions[distribution].packageUrlType;
  const url = (name: string, version: string, architecture: string) =>
    packageUrl({ type, distribution, suite, name, version, architecture });
  const packages = release.packages.map(
    ({ name, version, architecture, source = name, sourceVersion = version }): BomPackage => ({
      ...{ name, version, architecture, url: url(name, version, architecture) },
      source: { name: source, version: sourceVersion, url: url(source, sourceVersion, "source") },
      leftOut: settings.exclude.packages.includes(name),
      ...(details.get(packageKey({ name, architecture })) ?? unknown),
    }),
  );
  const own: readonly string[] = Object.values(sbomFiles);
  const contents = {
    ...{ image: release.name, release: release.id, thinsmith: release.thinsmith },
    ...{ label: suiteLabel(distribution, suite), createdAt: new Date(release.startedAt) },
    packages: packages.sort((a, b) => (a.url < b.url ? -1 : 1)),
    files: release.files.filter(({ name }) => !own.includes(name)),
  };
  return { uuid: uuidOf(contents), ...contents };
};
