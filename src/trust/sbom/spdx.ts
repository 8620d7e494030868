import type { Bom, BomPackage } from "./bom.ts";

/** SPDX has no fractions of a second. */
const timeOf = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");

/**
 * An id of letters, digits, . and -, another one for each name. Names of Debian's packages have a + as well, but no capital
 * letters; what else names of files have is written as X with its number in Unicode.
 */
const idOf = (kind: string, ...names: readonly string[]): string => {
  const word = names.join("-").replace(/[^A-Za-z0-9.+-]|[XP]/g, (one) => {
    const number = one.charCodeAt(0).toString(16);
    return `X${number.padStart(4, "0")}`;
  });
  return `SPDXRef-${kind}-${word.replaceAll("+", "P")}`;
};

const maintainerOf = (maintainer: string): string =>
  `Person: ${maintainer.replace(/ *<([^<>]*)>$/, (_, address: string) => (address ? ` (${address})` : ""))}`;

const packageOf = (one: BomPackage) => {
  const { name, version, architecture, source, url, maintainer, homepage, licence, leftOut } = one;
  return {
    SPDXID: idOf("package", name, architecture),
    name,
    versionInfo: version,
    supplier: maintainer ? maintainerOf(maintainer) : "NOASSERTION",
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    ...(homepage ? { homepage } : {}),
    sourceInfo: `built from the source package ${source.name} ${source.version}`,
    licenseDeclared: "expression" in licence ? licence.expression : "NOASSERTION",
    ...("problem" in licence ? { licenseComments: `The licence is not known: ${licence.problem}.` } : {}),
    ...(leftOut
      ? { comment: "Its files are left out of the root; what the initrd has of it is there." }
      : {}),
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: url }],
  };
};

/** The licences that SPDX does not know, each with the packages that have it. */
const referencesIn = (packages: readonly BomPackage[]) => {
  const found = new Map<string, { readonly name: string; readonly users: Set<string> }>();
  for (const { name, licence } of packages) {
    if (!("references" in licence)) continue;
    for (const [id, called] of licence.references) {
      const known = found.get(id) ?? { name: called, users: new Set() };
      found.set(id, known);
      known.users.add(name);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licenseId, { name, users }]) => ({
      licenseId,
      name,
      extractedText: `Its text is in /usr/share/doc/PACKAGE/copyright of: ${[...users].join(", ")}`,
    }));
};

/** What is in a release, as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/), to be written as JSON. Pure. */
export const spdxOf = ({ uuid, image, release, label, thinsmith, createdAt, packages, files }: Bom) => {
  const imageId = "SPDXRef-image";
  const rootId = idOf("file", "rootfs.squashfs");
  const contains = (spdxElementId: string, relatedSpdxElement: string) => ({
    ...{ spdxElementId, relationshipType: "CONTAINS", relatedSpdxElement },
  });
  const listed = packages.map(packageOf);
  const own = files.map(({ name, sha256 }) => ({
    // As packages, since a file of SPDX has to have a SHA-1.
    SPDXID: idOf("file", name),
    name,
    packageFileName: name,
    versionInfo: release,
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    primaryPackagePurpose: "FILE",
    checksums: [{ algorithm: "SHA256", checksumValue: sha256 }],
  }));
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `${image} ${release}`,
    documentNamespace: `urn:uuid:${uuid}`,
    creationInfo: { created: timeOf(createdAt), creators: [`Tool: thinsmith-${thinsmith}`] },
    packages: [
      {
        ...{ SPDXID: imageId, name: image, versionInfo: release, downloadLocation: "NOASSERTION" },
        ...{ filesAnalyzed: false, primaryPackagePurpose: "OPERATING_SYSTEM", summary: label },
      },
      ...own,
      ...listed,
    ],
    relationships: [
      {
        ...{ spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES" },
        relatedSpdxElement: imageId,
      },
      ...own.map(({ SPDXID }) => contains(imageId, SPDXID)),
      ...listed.map(({ SPDXID }) => contains(rootId, SPDXID)),
    ],
    hasExtractedLicensingInfos: referencesIn(packages),
  };
};
