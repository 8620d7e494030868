import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../grammar/json.ts";
import { manifestSchema } from "../release/manifest.ts";
import type { Stage, StageName } from "./stage.ts";

/** How long each stage takes, in seconds. */
export type StageSeconds = ReadonlyMap<StageName, number>;

/** How many builds of an image are read. In most of them, most stages come from the cache. */
const lookBack = 8;
const timesOfManifest = z.object({ stages: manifestSchema.shape.stages });

/** A manifest does not contain the time of its own publishing. */
const hasAll = (found: StageSeconds, names: readonly StageName[]): boolean =>
  names.every((name) => name === "publish" || found.has(name));

/** How long the stages took in the newest releases of an image. Newer releases take precedence. */
const secondsOf = async (imageDirectory: string, names: readonly StageName[]): Promise<StageSeconds> => {
  const releases = join(imageDirectory, "releases");
  const ids = (await readdir(releases).catch(() => [])).filter((id) => !id.startsWith("."));
  const found = new Map<StageName, number>();
  for (const id of ids.sort().reverse().slice(0, lookBack)) {
    const text = await readFile(join(releases, id, "manifest.json"), "utf8").catch(() => "");
    for (const { name, outcome, seconds } of readJson(timesOfManifest, text)?.stages ?? []) {
      if (names.includes(name) && outcome === "done" && !found.has(name)) found.set(name, seconds);
    }
    if (hasAll(found, names)) break;
  }
  return found;
};

/**
 * How long each stage will probably take: as long as it took for this image, else for another image below the output
 * directory, else as its definition says.
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
