import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { manifestSchema } from "../release/manifest.ts";
import type { Stage, StageName } from "./stage.ts";

/** Seconds that each stage takes. */
export type StageSeconds = ReadonlyMap<StageName, number>;

/** Manifests are read back to so many builds of an image: stages come from the cache in most. */
const lookBack = 8;
const timesOfManifest = z.object({ stages: manifestSchema.shape.stages });

/** No manifest has the seconds of publishing it. */
const hasAll = (found: StageSeconds, names: readonly StageName[]): boolean =>
  names.every((name) => name === "publish" || found.has(name));

/** Seconds of the stages that the newest releases of an image made; those found first count. */
const secondsOf = async (imageDirectory: string, names: readonly StageName[]): Promise<StageSeconds> => {
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
      if (names.includes(name) && outcome === "done" && !found.has(name)) found.set(name, seconds);
    }
    if (hasAll(found, names)) break;
  }
  return found;
};

/**
 * What each stage will most likely take: as long as it took for this image, else for another one below the output
 * directory, else what its definition says.
 */
export const readEstimates = async (
  output: string,
  image: string,
  stages: readonly Pick<Stage, "name" | "seconds">[],
): Promise<StageSeconds> => {
  const names = stages.map(({ name }) => name);
  const own = await secondsOf(join(output, image), names);
  const others = hasAll(own, names) ? [] : await readdir(output).catch(() => []);
  let another: StageSeconds = new Map();
  for (const name of others) {
    if (name === image) continue;
    another = await secondsOf(join(output, name), names);
    if (another.size > 0) break;
  }
  const defined = stages.map(({ name, seconds }): [StageName, number] => [name, seconds]);
  return new Map([...defined, ...another, ...own]);
};
