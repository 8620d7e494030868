import { copyFile, mkdir, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openBuilder } from "../builders/open.ts";
import type { ReleaseLink } from "../release/links.ts";
import { currentRelease, damagedFiles } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError, UsageError } from "../system/errors.ts";
import { eventsOf } from "../system/event-stream.ts";
import { lock } from "../system/lock.ts";
import { cacheDirectory } from "../system/paths.ts";
import { CommandError } from "../system/process.ts";
import { version } from "../system/version.ts";
import { type CacheEntry, StageCache } from "./cache.ts";
import { readEstimates } from "./estimates.ts";
import type { BuildEnded, BuildEvent, Failure } from "./events.ts";
import { explain } from "./failures/explain.ts";
import { plan, planWith } from "./plan.ts";
import { preflight, stagesToRun } from "./preflight.ts";
import { assembleRelease, publishRelease } from "./publish.ts";
import { type Emit, type OnPause, Runner, StageFailure, secondsSince } from "./runner.ts";
import { notesOn, readSiteFiles } from "./site-files.ts";
import { planFacts } from "./sources.ts";
import { artifactNames, type Plan, type StageName, stagesAfterPublish } from "./stage.ts";
import { nextReleaseId, Workspace } from "./workspace.ts";

export interface BuildOptions {
  readonly settings: Settings;
  /** Directory below which each image has its own. */
  readonly output: string;
  /** False makes every stage anew; packages that were downloaded are still used. */
  readonly useCache: boolean;
  readonly signal: AbortSignal;
  /** One stage by itself, with what it needs; no release is made. */
  readonly only?: StageName | undefined;
  /** Without it no build may wait. */
  readonly onPause?: OnPause | undefined;
}

const failureOf = (error: unknown, settings: Settings, cancelled: boolean): Failure => {
  if (cancelled) return { message: "The build was cancelled.", cancelled: true };
  const failed = error instanceof StageFailure ? error : undefined;
  const cause = failed ? failed.cause : error;
  const command = cause instanceof CommandError ? cause : undefined;
  const known = explain([...(failed?.lines ?? []), ...(command?.lastLines ?? []), String(cause)], settings);
  const remedy = known?.remedy ?? (cause instanceof ThinsmithError ? cause.remedy : undefined);
  return {
    message: known?.message ?? (cause instanceof Error ? cause.message : String(cause)),
    cancelled: false,
    ...(failed ? { stage: failed.stage } : {}),
    ...(remedy ? { remedy } : {}),
    ...(known?.setting ? { setting: known.setting } : {}),
    ...(command ? { command: command.command, lastLines: command.lastLines } : {}),
    ...(command?.exitCodeOfCommand === undefined ? {} : { exitCode: command.exitCodeOfCommand }),
  };
};

/** A build that cannot even begin is explained like one that fails. */
const explained =
  (settings: Settings) =>
  (error: unknown): never => {
    const known = error instanceof ThinsmithError ? undefined : explain([String(error)], settings);
    throw known ? new ThinsmithError(known.message, { remedy: known.remedy, cause: error }) : error;
  };

/** The release that clients get, or the canaries do, where it is what this plan would make and no file is damaged. */
const unchangedRelease = async (imageDirectory: string, key: string): Promise<string | undefined> => {
  for (const link of ["canary", "current"] as const) {
    const release = await currentRelease(imageDirectory, link);
    if (release?.manifest.key === key && (await damagedFiles(release)).length === 0) return release.directory;
  }
  return undefined;
};

/** Files of a stage's result that a person can use by themselves, by the names that they have in a release. */
const partsOf: Readonly<Partial<Record<StageName, Readonly<Record<string, string>>>>> = {
  kernel: { vmlinuz: "vmlinuz" },
  initrd: { initrd: "initrd.img" },
  rootfs: { "rootfs.squashfs": "rootfs.squashfs" },
  home: { "home.tar.gz": "home.tar.gz" },
};

/** Puts the result of a single stage beside the releases, which stay as they are. */
const placeParts = async (
  imageDirectory: string,
  stage: StageName,
  { directory }: CacheEntry,
): Promise<string[]> => {
  const folder = join(imageDirectory, "parts");
  const names = Object.entries(partsOf[stage] ?? {});
  if (names.length > 0) await mkdir(folder, { recursive: true });
  return Promise.all(
    names.map(async ([from, name]) => {
      const partial = join(folder, `.${name}.${process.pid}`);
      await copyFile(join(directory, from), partial);
      await rename(partial, join(folder, name));
      return join(folder, name);
    }),
  );
};

/** @throws UsageError for a stage that cannot be run by itself */
export const demandStage = (stages: Plan, only: StageName | undefined): void => {
  const before = stages.slice(
    0,
    stages.findIndex(({ name }) => name === "publish"),
  );
  if (only === undefined || before.some(({ name }) => name === only)) return;
  throw new UsageError(
    `There is no stage ${only} that can be run by itself.`,
    `Those are: ${before.map(({ name }) => name).join(", ")}.`,
  );
};

/** A new release is on trial first where there are canaries, and others that have one already. */
const linkFor = async (imageDirectory: string, { serve }: Settings): Promise<ReleaseLink> =>
  serve.canary.length > 0 && (await currentRelease(imageDirectory)) ? "canary" : "current";

/** Builds while the image's lock is held; says everything but the end, which it returns. */
const work = async (
  options: BuildOptions,
  imageDirectory: string,
  say: (event: BuildEvent) => void,
): Promise<BuildEnded> => {
  const { settings, useCache, signal, only } = options;
  const begin = performance.now();
  const startedAt = new Date();
  const siteFiles = await readSiteFiles(settings);
  const planned = await planFacts(siteFiles);
  const stages = plan(settings, planned);
  demandStage(stages, only);
  const publishKey = stages.find(({ name }) => name === "publish")?.key as string;
  const id = await nextReleaseId(imageDirectory, startedAt, publishKey);
  const cache = new StageCache(join(cacheDirectory(), "stages"));
  const missing = useCache ? await cache.missing(stages) : stages.map(({ name }) => name);
  const toRun = stagesToRun(stages, missing, only);
  const [estimates] = await Promise.all([
    readEstimates(options.output, settings.name),
    cache.tidy(),
    preflight(settings, options, toRun),
  ]);
  const builder = await openBuilder(settings, useCache);
  const workspace = await Workspace.open(imageDirectory, id).catch(async (error: unknown) => {
    await builder.close();
    throw error;
  });
  const emit: Emit = (event) => {
    const stamped = { ...event, at: Date.now() } as BuildEvent;
    workspace.write(stamped);
    say(stamped);
  };
  const ended = async (
    end: Pick<BuildEnded, "ok" | "release" | "unchanged" | "parts" | "failure">,
  ): Promise<BuildEnded> => {
    const event: BuildEnded = {
      ...{ type: "build-ended", at: Date.now(), seconds: secondsSince(begin), ...end },
      ...(runner.notes.length > 0 ? { notes: runner.notes } : {}),
    };
    workspace.write(event);
    await workspace.close();
    return event;
  };
  const after = only === undefined ? stagesAfterPublish(stages) : [];
  emit({
    type: "build-started",
    name: settings.name,
    log: workspace.logPath,
    stages: stages
      .filter(({ name }) => only === undefined || toRun.includes(name) || name === only)
      .map(({ name, key, needs }) => ({
        stage: name,
        key,
        needs,
        expectedSeconds: toRun.includes(name) || after.includes(name) ? estimates[name] : 0,
      })),
  });
  const replan = (sensed: ReadonlyMap<StageName, string>) => planWith(settings, planned, sensed);
  const { onPause } = options;
  const runner = new Runner({
    ...{ plan: stages, replan, settings, builder, cache, useCache, signal, emit, onPause },
  });
  /** Path of the release, once there is one. */
  let release: string | undefined;
  const runAfter = async (directory: string) => {
    release = directory;
    runner.provide("publish", directory);
    for (const name of after) await runner.results([name]);
  };
  try {
    if (only !== undefined) {
      const parts = await placeParts(imageDirectory, only, (await runner.results([only]))[only]);
      const event = await ended({ ok: true, parts });
      await workspace.discard();
      return event;
    }
    await runner.sense();
    const { key } = runner.stage("publish");
    const unchanged = useCache ? await unchangedRelease(imageDirectory, key) : undefined;
    if (unchanged) {
      for (const { name } of stages) {
        if (!runner.outcomes.has(name) && !after.includes(name)) runner.end(name, "cached", 0);
      }
      await runAfter(unchanged);
      const event = await ended({ ok: true, release: unchanged, unchanged: true });
      await workspace.discard();
      return event;
    }
    const results = await runner.results(artifactNames);
    for (const { name } of stages) {
      if (name === "publish") break;
      if (!runner.outcomes.has(name)) runner.end(name, "cached", 0);
    }
    signal.throwIfAborted();
    emit({ type: "stage-started", stage: "publish" });
    const publishing = performance.now();
    const facts = {
      id,
      key,
      thinsmith: version,
      startedAt: startedAt.toISOString(),
      stages: stages.flatMap(({ name }) => {
        const outcome = runner.outcomes.get(name);
        return outcome ? [{ name, key: runner.stage(name).key, ...outcome }] : [];
      }),
    };
    for (const line of notesOn(settings, siteFiles)) emit({ type: "log", stage: "publish", line });
    await assembleRelease({ settings, siteFiles, facts, results, partial: workspace.partial });
    signal.throwIfAborted();
    const link = await linkFor(imageDirectory, settings);
    const directory = await publishRelease(imageDirectory, workspace.partial, id, link);
    runner.end("publish", "done", secondsSince(publishing));
    await runAfter(directory);
    return await ended({ ok: true, release: directory });
  } catch (error) {
    const failure = {
      ...failureOf(error, settings, signal.aborted),
      log: await workspace.keptLog(),
    };
    const event = await ended({ ok: false, ...(release ? { release } : {}), failure });
    await workspace.keepAsFailure();
    return event;
  } finally {
    await runner.close();
    await builder.close();
  }
};

/**
 * Builds an image and says what happens. The last event is `build-ended`, whether the build succeeded, failed or
 * was cancelled through `signal`; by then no process, mount, lock or half-made file of it is left.
 * @throws ThinsmithError before the first event when the build cannot begin: another build of this image runs,
 * a program is missing, the disk is too small.
 */
export async function* build(options: BuildOptions): AsyncGenerator<BuildEvent, void> {
  const imageDirectory = resolve(options.output, options.settings.name);
  const release = await lock(join(imageDirectory, ".lock"), `A build of ${options.settings.name}`).catch(
    explained(options.settings),
  );
  let ended: BuildEnded | undefined;
  try {
    yield* eventsOf<BuildEvent>(options.signal, async (say, signal) => {
      ended = await work({ ...options, signal }, imageDirectory, say).catch(explained(options.settings));
    });
  } finally {
    await release();
  }
  if (ended) yield ended;
}
