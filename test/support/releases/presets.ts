import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Release } from "../../../src/release/release.ts";
import { thinsmith, type Workplace } from "../cli.ts";
import { releaseOf } from "../net/client.ts";
import type { Client } from "../ui/screen.ts";
import { testCache } from "./build.ts";

/** Memory in MiB of the smallest client that each preset runs on, as the README says: the tests run them on that. */
export const smallest = {
  console: 512,
  compute: 512,
  rdp: 768,
  horizon: 768,
  "desktop-lxde": 768,
  kiosk: 1536,
} as const;

/** `npm run test:presets -- --all`: what takes longest too. */
export const everything = process.env.THINSMITH_ALL !== undefined;

/** Builds a preset for real, with the tests' cache, and gives back its release. */
export const buildPreset = async (
  workplace: Workplace,
  preset: string,
  sets: readonly string[] = [],
): Promise<Release> => {
  const words = sets.flatMap((word) => ["--set", word]);
  const options = { env: { THINSMITH_CACHE: await testCache() } };
  const { status, stdout, stderr } = await thinsmith(
    workplace,
    ["build", preset, "--yes", "--progress", "plain", ...words],
    options,
  );
  if (status !== 0) throw new Error(`${stdout.slice(-2000)}\n${stderr}`);
  return releaseOf(workplace, preset);
};

/** Says what a client with its desktop on the screen needs, for the README. */
export const measured = async (client: Client, name: string, release: Release): Promise<void> => {
  const memory = await client.run("cat /proc/meminfo");
  const kib = (field: string) => Number(new RegExp(`^${field}: +(\\d+)`, "m").exec(memory)?.[1]);
  const { size } = await stat(join(release.directory, "rootfs.squashfs"));
  const used = Math.round((kib("MemTotal") - kib("MemAvailable")) / 1024);
  const swapped = Math.round((kib("SwapTotal") - kib("SwapFree")) / 1024);
  console.log(
    `${name}: image ${Math.round(size / 1e6)} MB, memory in use ${used} MiB of ${Math.round(kib("MemTotal") / 1024)}, swapped ${swapped} MiB`,
  );
};
