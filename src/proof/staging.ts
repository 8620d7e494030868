import { mkdir } from "node:fs/promises";
import { type CacheEntry, sumsIn } from "../pipeline/cache.ts";
import type { SiteFiles } from "../pipeline/inputs/site-files.ts";
import { assembleRelease } from "../pipeline/publish.ts";
import type { artifactNames } from "../pipeline/stage.ts";
import { noProof } from "../release/proof.ts";
import type { Release } from "../release/release.ts";
import { parseSettings } from "../settings/parse.ts";
import { version } from "../system/version.ts";
import type { BootedSettings } from "./booted-settings.ts";

/**
 * Assembles what a release of the parts would be, for a boot before it is published. The files are links to those of the
 * parts where that can be.
 * @param parts directories of the stages' results
 * @param directory is made; the caller removes it
 */
export const stageRelease = async (
  parts: Readonly<Record<(typeof artifactNames)[number], string>>,
  { settings, siteFiles }: { settings: BootedSettings; siteFiles: SiteFiles },
  directory: string,
): Promise<Release> => {
  const { roles, ...others } = settings;
  const whole = parseSettings({ version: 1, name: "proof", ...others, packages: { roles } });
  const entries = await Promise.all(
    Object.entries(parts).map(
      async ([name, place]): Promise<[string, CacheEntry]> => [
        name,
        { directory: place, files: await sumsIn(place) },
      ],
    ),
  );
  await mkdir(directory);
  const manifest = await assembleRelease({
    inputs: { settings: whole, siteFiles },
    settings: whole,
    facts: {
      ...{ id: "proof", key: "", thinsmith: version, stages: [], proof: noProof },
      startedAt: new Date().toISOString(),
    },
    results: Object.fromEntries(entries) as Record<(typeof artifactNames)[number], CacheEntry>,
    // It is never published.
    keys: undefined,
    partial: directory,
  });
  return { directory, manifest };
};
