/** Names of a release's SBOMs, lists of all software in it, by their formats: SPDX 2.3 and CycloneDX 1.6. */
export const sbomFiles = { spdx: "sbom.spdx.json", cyclonedx: "sbom.cdx.json" } as const;

export type SbomFormat = keyof typeof sbomFiles;
export const sbomFormats = Object.keys(sbomFiles) as [SbomFormat, ...SbomFormat[]];
