import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../../release/checksum.ts";
import { type SbomFormat, sbomFiles } from "../../../release/files/sbom-files.ts";
import { findRelease } from "../../../release/release.ts";
import { knownSettings } from "../../../settings/known.ts";
import { ThinsmithError, UsageError } from "../../../system/errors.ts";
import { sanitize } from "../../../system/text.ts";
import { bomOf } from "../../../trust/sbom/bom.ts";
import { sbomText } from "../../../trust/sbom/write.ts";

/** `thinsmith inspect --sbom`: the SBOM of a release; of an older one that has none, what its manifest knows. */
export const printSbom = async (
  format: SbomFormat,
  word: string | undefined,
  output: string,
): Promise<number> => {
  if (word !== undefined && (await stat(word).catch(() => undefined))?.isFile())
    throw new UsageError(
      `${sanitize(word)} is a file, and no release.`,
      "Name a release: thinsmith release list",
    );
  const { directory, manifest } = await findRelease(word, output);
  const name = sbomFiles[format];
  const listed = manifest.files.find((file) => file.name === name);
  if (listed) {
    const text = await readFile(join(directory, name)).catch(() => Buffer.alloc(0));
    if (sha256Of(text) !== listed.sha256)
      throw new ThinsmithError(`${name} of the release ${manifest.id} is missing or damaged.`, {
        remedy: "Build the image again.",
      });
    process.stdout.write(text);
    return 0;
  }
  process.stderr.write(
    `note: The release ${manifest.id} was built by an older version: its SBOM lacks licences and source packages.\n`,
  );
  process.stdout.write(sbomText(format, bomOf(manifest, knownSettings(manifest.settings))));
  return 0;
};
