import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../release/checksum.ts";
import { type SbomFormat, sbomFiles, sbomFormats } from "../../release/files/sbom-files.ts";
import type { Manifest } from "../../release/manifest.ts";
import type { Bom } from "./bom.ts";
import { cycloneDxOf } from "./cyclonedx.ts";
import { spdxOf } from "./spdx.ts";

const documents: Readonly<Record<SbomFormat, (bom: Bom) => object>> = {
  spdx: spdxOf,
  cyclonedx: cycloneDxOf,
};

/** The text of an SBOM. Pure: the same contents make the same bytes. */
export const sbomText = (format: SbomFormat, bom: Bom): string =>
  `${JSON.stringify(documents[format](bom), null, 1)}\n`;

/** Writes the SBOMs of a release into its directory. @returns what the manifest says of these files */
export const writeSboms = async (directory: string, bom: Bom): Promise<Manifest["files"]> =>
  Promise.all(
    sbomFormats.map(async (format) => {
      const name = sbomFiles[format];
      const text = sbomText(format, bom);
      await writeFile(join(directory, name), text);
      return { name, size: Buffer.byteLength(text), sha256: sha256Of(text) };
    }),
  );
