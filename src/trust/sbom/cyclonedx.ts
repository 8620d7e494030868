import type { Bom, BomPackage } from "./bom.ts";

const componentOf = ({ name, version, source, url, maintainer, homepage, licence, leftOut }: BomPackage) => {
  const properties = [
    ...("problem" in licence ? [{ name: "thinsmith:licence:unknown", value: licence.problem }] : []),
    ...(leftOut ? [{ name: "thinsmith:left-out", value: "exclude.packages" }] : []),
  ];
  return {
    type: "library",
    "bom-ref": url,
    ...(maintainer ? { supplier: { name: maintainer.replace(/ *<[^<>]*>$/, "") || maintainer } } : {}),
    name,
    version,
    ...("expression" in licence
      ? { licenses: [{ expression: licence.expression, acknowledgement: "declared" }] }
      : {}),
    purl: url,
    pedigree: {
      ancestors: [{ type: "library", name: source.name, version: source.version, purl: source.url }],
    },
    ...(homepage ? { externalReferences: [{ type: "website", url: homepage }] } : {}),
    ...(properties.length > 0 ? { properties } : {}),
  };
};

/** What is in a release, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), to be written as JSON. Pure. */
export const cycloneDxOf = ({ uuid, image, release, label, thinsmith, createdAt, packages, files }: Bom) => ({
  $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  serialNumber: `urn:uuid:${uuid}`,
  version: 1,
  metadata: {
    timestamp: createdAt.toISOString(),
    lifecycles: [{ phase: "build" }],
    tools: { components: [{ type: "application", name: "thinsmith", version: thinsmith }] },
    component: {
      ...{ type: "operating-system", "bom-ref": "image", name: image, version: release, description: label },
    },
  },
  components: [
    ...files.map(({ name, sha256 }) => ({
      ...{ type: "file", "bom-ref": `file:${name}`, name, version: release },
      hashes: [{ alg: "SHA-256", content: sha256 }],
    })),
    ...packages.map(componentOf),
  ],
});
