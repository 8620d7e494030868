import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Licence } from "../../distributions/distribution.ts";
import { asciiAddress, pageUrlProblem } from "../../grammar/web-address.ts";
import type { Manifest } from "../../release/manifest.ts";
import { sanitize } from "../../system/text.ts";
import { type PackageDetails, packageKey } from "./bom.ts";
import { readLicences } from "./copyright-files.ts";

/**
 * What customize.sh collects from a finished tree, since an image need not have it any more: list_packages and
 * collect_copyrights of the distribution's distribution.sh.
 */
export const collectedFiles = ["packages.tsv", "copyrights.tar.gz"] as const;

type ManifestPackage = Manifest["packages"][number];

/** Longer names of maintainers are cut off. */
const mostCharacters = 200;

const homepageOf = (text: string): string | undefined => {
  const address = asciiAddress(text.trim());
  return address !== "" && pageUrlProblem(address) === undefined ? address : undefined;
};

/** A line of packages.tsv. */
const parseLine = (line: string) => {
  const [name = "", version = "", architecture = "", kib = "0", source, sourceVersion, maintainer, homepage] =
    line.split("\t").map(sanitize);
  const listed: ManifestPackage = {
    ...{ name, version, architecture, installedKiB: Number(kib) },
    ...(source && source !== name ? { source } : {}),
    ...(sourceVersion && sourceVersion !== version ? { sourceVersion } : {}),
  };
  const who = maintainer?.slice(0, mostCharacters);
  return { listed, details: { maintainer: who, homepage: homepageOf(homepage ?? "") } };
};

/**
 * Reads what a build has collected of its packages.
 * @param directory the result of the stage rootfs
 * @returns what the manifest says of them, and what the SBOMs say beyond it
 */
export const readCollected = async (
  directory: string,
  licenceIn: (copyright: Buffer) => Promise<Licence>,
): Promise<{
  readonly packages: Manifest["packages"];
  readonly details: ReadonlyMap<string, PackageDetails>;
}> => {
  const text = await readFile(join(directory, "packages.tsv"), "utf8");
  const licenceOf = await readLicences(join(directory, "copyrights.tar.gz"), licenceIn);
  const lines = text.split("\n").filter(Boolean).map(parseLine);
  const details = new Map<string, PackageDetails>();
  for (const { listed, details: more } of lines)
    details.set(packageKey(listed), { ...more, licence: await licenceOf(listed.name) });
  return { packages: lines.map(({ listed }) => listed), details };
};
