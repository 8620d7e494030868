import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { manifestSchema } from "../release/manifest.ts";
import { type StageName, stageNames } from "./stage.ts";

/** Seconds that each stage takes. */
export type StageSeconds = Readonly<Record<StageName, number>>;

/** Measured on a console image on two processors, its packages downloaded; the machines' stages are guesses for KVM. */
const measured: StageSeconds = {
  bootstrap: 24,
  up: 40,
  provision: 90,
  tree: 10,
  serve: 3,
  test: 40,
  machines: 1,
  customize: 1.2,
  kernel: 0.1,
  initrd: 8,
  rootfs: 6,
  home: 0.2,
  publish: 0.5,
};

/** Manifests are read back to so many builds of an image: stages come from the cache in most. */
const lookBack = 8;
const timesOfManifest = z.object({ stages: manifestSchema.shape.stages });

/** Seconds of the stages that the newest releases of an image made; those found first count. */
const secondsOf = async (imageDirectory: string): Promise<Map<StageName, number>> => {
  const releases = join(imageDirectory, "releases");
  const ids = (await readdir(releases).catch(() => [])).filter((id) => !id.startsWith("."));
  const found = new Map<StageName, number>();
  for (const id of ids.sort().reverse().slice(0, lookBack)) {
    const text = await readFile(join(releases, id, "manifest.json"), "utf8").catch(() => "null");
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      continue;
    }
    for (const { name, outcome, seconds } of timesOfManifest.safeParse(json).data?.stages ?? []) {
      const stage = stageNames.find((known) => known === name);
      if (stage && outcome === "done" && !found.has(stage)) found.set(stage, seconds);
    }
    if (stageNames.every((stage) => stage === "publish" || found.has(stage))) break;
  }
  return found;
};

/**
 * What each stage will most likely take: as long as it took for this image, else for another one below the output
 * directory, else as long as it takes for a small one.
 */
export const readEstimates = async (output: string, image: string): Promise<StageSeconds> => {
  const own = await secondsOf(join(output, image));
  const others = stageNames.every((stage) => stage === "publish" || own.has(stage))
    ? []
    : (await readdir(output, { withFileTypes: true }).catch(() => [])).filter(
        (entry) => entry.isDirectory() && entry.name !== image,
      );
  let estimates = { ...measured };
  for (const { name } of others) {
    const seconds = await secondsOf(join(output, name));
    if (seconds.size === 0) continue;
    estimates = { ...estimates, ...Object.fromEntries(seconds) };
    break;
  }
  return { ...estimates, ...Object.fromEntries(own) };
};
