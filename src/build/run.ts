import { join, resolve } from "node:path";
import { localBuilder } from "../builders/local/stages.ts";
import { currentRelease, damagedFiles } from "../image/release.ts";
import type { ReleaseLink } from "../image/release-links.ts";
import type { Settings } from "../settings/schema.ts";
import { ThinsmithError } from "../system/errors.ts";
import { eventsOf } from "../system/event-stream.ts";
import { lock } from "../system/lock.ts";
import { cacheDirectory } from "../system/paths.ts";
import { CommandError } from "../system/process.ts";
import { version } from "../version.ts";
import { StageCache } from "./cache.ts";
import { readEstimates } from "./estimates.ts";
import type { BuildEnded, BuildEvent, Failure } from "./events.ts";
import { explain } from "./hints.ts";
import { plan } from "./plan.ts";
import { preflight, stagesToRun } from "./preflight.ts";
import { assembleRelease, publishRelease } from "./publish.ts";
import { type Emit, Runner, StageFailure, secondsSince } from "./runner.ts";
import { notesOn, readSiteFiles } from "./site-files.ts";
import { planFacts } from "./sources.ts";
import type { Stage } from "./stage.ts";
import { nextReleaseId, Workspace } from "./workspace.ts";

export interface BuildOptions {
  readonly settings: Settings;
  /** Directory below which each image has its own. */
  readonly output: string;
  /** False makes every stage anew; packages that were downloaded are still used. */
  readonly useCache: boolean;
  readonly signal: AbortSignal;
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

/** A new release is on trial first where there are canaries, and others that have one already. */
const linkFor = async (imageDirectory: string, { serve }: Settings): Promise<ReleaseLink> =>
  serve.canary.length > 0 && (await currentRelease(imageDirectory)) ? "canary" : "current";

/** Builds while the image's lock is held; says everything but the end, which it returns. */
const work = async (
  options: BuildOptions,
  imageDirectory: string,
  say: (event: BuildEvent) => void,
): Promise<BuildEnded> => {
  const { settings, useCache, signal } = options;
  const begin = performance.now();
  const startedAt = new Date();
  const siteFiles = await readSiteFiles(settings);
  const stages = plan(settings, await planFacts(siteFiles));
  const publish = stages.find(({ name }) => name === "publish") as Stage;
  const id = await nextReleaseId(imageDirectory, startedAt, publish.key);
  const cache = new StageCache(join(cacheDirectory(), "stages"));
  const missing = useCache ? await cache.missing(stages) : stages.map(({ name }) => name);
  const [estimates] = await Promise.all([
    readEstimates(options.output, settings.name),
    cache.tidy(),
    preflight(settings, options.output, stages, missing),
  ]);
  const toRun = stagesToRun(stages, missing);
  const workspace = await Workspace.open(imageDirectory, id);
  const emit: Emit = (event) => {
    const stamped = { ...event, at: Date.now() } as BuildEvent;
    workspace.write(stamped);
    say(stamped);
  };
  const ended = async (
    end: Pick<BuildEnded, "ok" | "release" | "unchanged" | "failure">,
  ): Promise<BuildEnded> => {
    const event: BuildEnded = { type: "build-ended", at: Date.now(), seconds: secondsSince(begin), ...end };
    workspace.write(event);
    await workspace.close();
    return event;
  };
  emit({
    type: "build-started",
    name: settings.name,
    log: workspace.logPath,
    stages: stages.map(({ name, key, needs }) => ({
      stage: name,
      key,
      needs,
      expectedSeconds: toRun.includes(name) ? estimates[name] : 0,
    })),
  });
  const runner = new Runner({ plan: stages, settings, builder: localBuilder, cache, useCache, signal, emit });
  try {
    const unchanged = useCache ? await unchangedRelease(imageDirectory, publish.key) : undefined;
    if (unchanged) {
      for (const { name } of stages) runner.end(name, "cached", 0);
      const event = await ended({ ok: true, release: unchanged, unchanged: true });
      await workspace.discard();
      return event;
    }
    const results = await runner.results(["kernel", "initrd", "rootfs", "home"]);
    for (const name of ["bootstrap", "customize"] as const) {
      if (!runner.outcomes.has(name)) runner.end(name, "cached", 0);
    }
    signal.throwIfAborted();
    emit({ type: "stage-started", stage: "publish" });
    const publishing = performance.now();
    const facts = {
      id,
      key: publish.key,
      thinsmith: version,
      startedAt: startedAt.toISOString(),
      stages: stages.flatMap(({ name, key }) => {
        const outcome = runner.outcomes.get(name);
        return outcome ? [{ name, key, ...outcome }] : [];
      }),
    };
    for (const line of notesOn(settings, siteFiles)) emit({ type: "log", stage: "publish", line });
    await assembleRelease({ settings, siteFiles, facts, results, partial: workspace.partial });
    signal.throwIfAborted();
    const link = await linkFor(imageDirectory, settings);
    const release = await publishRelease(imageDirectory, workspace.partial, id, link);
    runner.end("publish", "done", secondsSince(publishing));
    return await ended({ ok: true, release });
  } catch (error) {
    const failure = failureOf(error, settings, signal.aborted);
    const event = await ended({ ok: false, failure: { ...failure, log: workspace.failureLog } });
    await workspace.keepAsFailure();
    return event;
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
