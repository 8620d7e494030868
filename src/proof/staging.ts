import { mkdir } from "node:fs/promises";
import { emulationParameters } from "../boot/parameters.ts";
import { type CacheEntry, sumsIn } from "../pipeline/cache.ts";
import type { SiteFiles } from "../pipeline/inputs/site-files.ts";
import { assembleRelease } from "../pipeline/publish.ts";
import type { artifactNames } from "../pipeline/stage.ts";
import { noProof } from "../release/proof.ts";
import type { Release } from "../release/release.ts";
import { defaultReportPath } from "../serve/http/reports.ts";
import { parseSettings } from "../settings/parse.ts";
import { version } from "../system/version.ts";
import type { OpenKeys } from "../trust/keys/open.ts";
import type { BootedSettings } from "./booted-settings.ts";

/** What is other than in the release that is published. */
interface StagedOtherwise {
  /** Keys that sign it for firmware. Without them it has no thinsmith.efi. */
  readonly keys?: OpenKeys | undefined;
  /** Address of the web page that clients show. */
  readonly page?: string | undefined;
}

/**
 * The `boot` of a copy that is booted. What firmware starts has a command line that nobody can add to any more: it gets here what
 * any other boot is given with its parameters, but nothing that would make a client less safe, since it is signed.
 */
const bootOf = ({ boot }: BootedSettings, signed: boolean): BootedSettings["boot"] =>
  signed
    ? {
        ...boot,
        extra: [...boot.extra, ...emulationParameters],
        ...{ server: null, reportUrl: defaultReportPath, rootProto: "http", rootUrl: "rootfs.squashfs" },
        ...{ homeProto: "http", homeUrl: boot.homeUrl === null ? null : "home.tar.gz", overlayProto: "http" },
      }
    : { ...boot, uki: false };

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
  { keys, page }: StagedOtherwise = {},
): Promise<Release> => {
  const { base, zram, client, roles } = settings;
  const whole = parseSettings({
    ...{ version: 1, name: "proof", base, zram, packages: { roles } },
    // Nobody is there who could leave a shell, and a client that switches itself off is not up.
    boot: { ...bootOf(settings, keys !== undefined), initrdDebug: false },
    client: { ...client, shutdownTime: null, ...(page === undefined ? {} : { kioskUrl: page }) },
  });
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
    keys,
    partial: directory,
  });
  return { directory, manifest };
};
