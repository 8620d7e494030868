import { Ajv } from "ajv";

const text = { type: "string" };
const flag = { type: "boolean" };
const texts = { type: "array", items: text };
const id = { type: "string", pattern: "^SPDXRef-[A-Za-z0-9.-]+$" };

/** An object that has these properties and no others, those that are named first always. */
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  ...{ type: "object", required, properties, additionalProperties: false },
});

const licensingInfo = object(["extractedText", "licenseId"], {
  ...{ comment: text, crossRefs: { type: "array" }, extractedText: text, name: text, seeAlsos: texts },
  licenseId: { type: "string", pattern: "^LicenseRef-[A-Za-z0-9.-]+$" },
});

const spdxPackage = object(["SPDXID", "downloadLocation", "name"], {
  ...{ SPDXID: id, annotations: { type: "array" }, attributionTexts: texts, builtDate: text, comment: text },
  ...{ copyrightText: text, description: text, downloadLocation: text, filesAnalyzed: flag, hasFiles: texts },
  ...{ homepage: text, licenseComments: text, licenseConcluded: text, licenseDeclared: text },
  ...{ licenseInfoFromFiles: texts, name: text, originator: text, packageFileName: text },
  ...{ packageVerificationCode: { type: "object" }, releaseDate: text, sourceInfo: text, summary: text },
  ...{ validUntilDate: text, versionInfo: text },
  supplier: { type: "string", pattern: "^(NOASSERTION|(Person|Organization): .+)$" },
  checksums: {
    type: "array",
    items: object(["algorithm", "checksumValue"], {
      algorithm: { enum: ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"] },
      checksumValue: { type: "string", pattern: "^[0-9a-f]+$" },
    }),
  },
  externalRefs: {
    type: "array",
    items: object(["referenceCategory", "referenceLocator", "referenceType"], {
      ...{ comment: text, referenceType: text },
      referenceCategory: { enum: ["OTHER", "PERSISTENT-ID", "SECURITY", "PACKAGE-MANAGER"] },
      referenceLocator: { type: "string", pattern: "^\\S+$" },
    }),
  },
  primaryPackagePurpose: {
    enum: [
      ...["OTHER", "INSTALL", "ARCHIVE", "FIRMWARE", "APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER"],
      ...["SOURCE", "DEVICE", "OPERATING_SYSTEM", "FILE"],
    ],
  },
});

/**
 * SPDX 2.3 as JSON: the names, types and words of the published schema (spdx-schema.json, http://spdx.org/rdf/terms/2.3) for
 * the elements that we write, and the patterns of the specification. No npm package has the schema itself.
 */
const schema = object(["SPDXID", "creationInfo", "dataLicense", "documentNamespace", "name", "spdxVersion"], {
  SPDXID: { const: "SPDXRef-DOCUMENT" },
  spdxVersion: { const: "SPDX-2.3" },
  dataLicense: { const: "CC0-1.0" },
  ...{ name: text, comment: text, documentDescribes: texts },
  // A URI without a fragment.
  documentNamespace: { type: "string", pattern: "^[a-z]+:[^#\\s]+$" },
  creationInfo: object(["created", "creators"], {
    ...{ comment: text, licenseListVersion: text },
    created: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$" },
    creators: {
      ...{ type: "array", minItems: 1 },
      items: { type: "string", pattern: "^(Tool|Person|Organization): \\S+$" },
    },
  }),
  hasExtractedLicensingInfos: { type: "array", items: licensingInfo },
  packages: { type: "array", items: spdxPackage },
  relationships: {
    type: "array",
    items: object(["relatedSpdxElement", "relationshipType", "spdxElementId"], {
      ...{ comment: text, relatedSpdxElement: id, spdxElementId: id },
      relationshipType: { enum: ["DESCRIBES", "CONTAINS"] },
    }),
  },
});

const validate = new Ajv({ allErrors: true }).compile(schema);

/** What is wrong with an SPDX 2.3 document; none if it is valid. */
export const spdxProblems = (document: unknown): string[] => {
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
};
