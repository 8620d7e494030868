import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { placeCandidate, sameCandidate } from "../release/candidate.ts";
import { placeRelease, type ReleaseLink } from "../release/links.ts";
import type { Lock } from "../release/manifest.ts";
import { currentRelease, damagedFiles } from "../release/release.ts";
import type { Settings } from "../settings/schema.ts";
import { observed } from "../system/command-log.ts";
import { eventsOf } from "../system/event-stream.ts";
import { lock } from "../system/lock.ts";
import { checkNeeds } from "../system/needs.ts";
import { cacheDirectory } from "../system/paths.ts";
import { version } from "../system/version.ts";
import type { OpenKeys } from "../trust/keys/open.ts";
import { readTrusted } from "../trust/signature/demand.ts";
import { rememberKey } from "../trust/signature/known-keys.ts";
import { signingKeys } from "../trust/signature/signing-keys.ts";
import { signNeed } from "../trust/uki/needs.ts";
import type { Builder } from "./builder.ts";
import { StageCache } from "./cache.ts";
import type { BuildEnded, BuildEvent, Failure } from "./events.ts";
import { expectedTimes } from "./expected.ts";
import { explained, failureOf } from "./failures/failure-of.ts";
import { notesOn, readSiteFiles } from "./inputs/site-files.ts";
import { planFacts } from "./inputs/sources.ts";
import { checkStage, opensKeys, placeParts } from "./parts.ts";
import { plan } from "./plan.ts";
import { checkInstalls, preflight, stagesToRun } from "./preflight.ts";
import { proveParts } from "./prove-parts.ts";
import { assembleRelease, publish } from "./publish.ts";
import { type Emit, type OnPause, Runner, secondsSince } from "./runner.ts";
import { aroundPublish, artifactNames, inputsOf, type StageName } from "./stage.ts";
import { nextReleaseId, Workspace } from "./workspace.ts";

export interface BuildOptions {
  readonly settings: Settings;
  /** The builder that the settings name. */
  readonly builder: Builder;
  /** Each image has a directory below this one. */
  readonly output: string;
  /** If false, every stage runs again. Downloaded packages are still used. */
  readonly useCache: boolean;
  readonly signal: AbortSignal;
  /** The keys that publish.key names, opened. Without them a build opens them itself, and can ask nobody. */
  readonly keys?: OpenKeys | undefined;
  /** Runs only this stage and the stages that it needs. No release is made. */
  readonly only?: StageName | undefined;
  /** The packages to install are these, and no others. */
  readonly lock?: Lock | undefined;
  /** Without this function, no stage may wait for a person. */
  readonly onPause?: OnPause | undefined;
  /**
   * Called when a stage has failed, before its output is removed. `open` gives our terminal, which must be free, to a shell
   * in the output, and resolves when the person leaves.
   */
  readonly debugShell?: ((open: () => Promise<void>, why: Failure) => Promise<void>) | undefined;
}

/**
 * The release that the clients or the canaries get, if its key is `key`, no file is damaged, and its signature is right
 * where it has to be signed.
 */
const unchangedRelease = async (
  imageDirectory: string,
  key: string,
  { publish }: Settings,
): Promise<string | undefined> => {
  for (const link of ["canary", "current"] as const) {
    const release = await currentRelease(imageDirectory, link);
    if (release?.manifest.key !== key || (await damagedFiles(release)).length > 0) continue;
    const trusted = readTrusted(release.directory, publish.key ?? undefined);
    if (await trusted.catch(() => undefined)) return release.directory;
  }
  return undefined;
};

/** A new release is on trial first if there are canaries and the other clients have a release already. */
const linkFor = async (imageDirectory: string, { serve }: Settings): Promise<ReleaseLink> =>
  serve.canary.length > 0 && (await currentRelease(imageDirectory)) ? "canary" : "current";

/** The foreign programs that run outside the stages: kept until there is a build.log, then written to it. */
class ProgramLines {
  private readonly early: string[] = [];
  private workspace: Workspace | undefined;

  readonly listener = (line: string): void => {
    if (this.workspace) this.workspace.note(line);
    else this.early.push(line);
  };

  writeTo(workspace: Workspace): void {
    this.workspace = workspace;
    for (const line of this.early) workspace.note(line);
  }
}

/** Builds while the image's lock is held. Reports all events except the last, which it returns. */
const work = async (
  options: BuildOptions,
  imageDirectory: string,
  say: (event: BuildEvent) => void,
  programs: ProgramLines,
): Promise<BuildEnded> => {
  const { settings, builder, useCache, signal, only } = options;
  const begin = performance.now();
  const startedAt = new Date();
  await builder.check(settings, options.onPause !== undefined);
  const keys = opensKeys(only) ? (options.keys ?? (await signingKeys(settings))) : undefined;
  const siteFiles = await readSiteFiles(settings);
  // It is the last thing that a build runs, and must not fail then.
  if (siteFiles.keys?.db && opensKeys(only)) await checkNeeds([signNeed]);
  const facts = await planFacts(builder.stages, siteFiles, options.lock);
  const stages = plan(builder.stages, settings, facts);
  const [before, allAfter] = aroundPublish(stages);
  checkStage(stages, only);
  const publishKey = stages.find(({ name }) => name === "publish")?.key as string;
  const id = await nextReleaseId(imageDirectory, startedAt, publishKey);
  const cache = new StageCache(join(cacheDirectory(), "stages"));
  const missing = useCache ? await cache.missing(stages) : stages.map(({ name }) => name);
  const toRun = stagesToRun(stages, missing, only);
  const { fetchLists } = builder;
  const { removed } = await checkInstalls(
    settings,
    stages,
    // A lock is checked by its versions when its lists are here.
    options.lock ? [] : toRun,
    fetchLists && ((source) => fetchLists(source, { signal })),
  );
  const [{ work, seconds: estimates }] = await Promise.all([
    expectedTimes(settings, stages, toRun, options.output),
    cache.tidy(),
    preflight(options, stages, toRun),
  ]);
  const opened = await builder.open(settings, useCache);
  const workspace = await Workspace.open(imageDirectory, id).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  programs.writeTo(workspace);
  const emit: Emit = (event) => {
    const stamped = { ...event, at: Date.now() } as BuildEvent;
    workspace.write(stamped);
    say(stamped);
  };
  const ended = async (
    end: Pick<BuildEnded, "ok" | "release" | "candidate" | "unchanged" | "parts" | "failure">,
  ): Promise<BuildEnded> => {
    const event: BuildEnded = {
      ...{ type: "build-ended", at: Date.now(), seconds: secondsSince(begin), ...end },
      ...(removed.length + runner.notes.length > 0 ? { notes: [...removed, ...runner.notes] } : {}),
    };
    workspace.write(event);
    await workspace.close();
    return event;
  };
  const after = only === undefined ? allAfter : [];
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
        expectedSeconds: toRun.includes(name) || after.includes(name) ? (estimates.get(name) ?? 0) : 0,
      })),
  });
  const { onPause, debugShell } = options;
  const { shell } = opened;
  const runner = new Runner({
    plan: stages,
    replan: (probed) => plan(builder.stages, settings, facts, probed),
    builder: opened,
    ...{ cache, useCache, signal, emit, onPause, keys, packages: work?.packages },
    onFailure:
      shell &&
      debugShell &&
      ((place, error) => debugShell(() => shell(place), failureOf(error, options, false))),
  });
  /** Ends stages that do not run: their result exists already, or no stage needs it. */
  const skip = (names: readonly StageName[]) => {
    for (const name of names) if (!runner.outcomes.has(name)) runner.end(name, "cached", 0);
  };
  /** Paths of the release, once there is one, and of the candidate if the image failed its proof. */
  let release: string | undefined;
  let candidate: string | undefined;
  const runAfter = async (directory: string) => {
    release = directory;
    runner.provide("publish", directory);
    for (const name of after) await runner.results([name]);
  };
  try {
    if (only !== undefined) {
      const parts = await placeParts(imageDirectory, only, await runner.result(only));
      const event = await ended({ ok: true, parts });
      await workspace.discard();
      return event;
    }
    await runner.probe();
    const { key } = runner.stage("publish");
    const unchanged = useCache ? await unchangedRelease(imageDirectory, key, settings) : undefined;
    if (unchanged) {
      skip([...before, "publish"]);
      await runAfter(unchanged);
      const event = await ended({ ok: true, release: unchanged, unchanged: true });
      await workspace.discard();
      return event;
    }
    const results = await runner.results(artifactNames);
    const { proof, notes, failure: unproven } = await proveParts(runner);
    skip(before.filter((name) => name !== "prove"));
    signal.throwIfAborted();
    if (unproven && useCache) candidate = await sameCandidate(imageDirectory, key);
    if (unproven && candidate) throw unproven;
    if (!unproven) emit({ type: "stage-started", stage: "publish" });
    const publishing = performance.now();
    const made = {
      id,
      key,
      thinsmith: version,
      startedAt: startedAt.toISOString(),
      proof,
      stages: stages.flatMap(({ name }) => {
        const outcome = runner.outcomes.get(name);
        return outcome ? [{ name, key: runner.stage(name).key, ...outcome }] : [];
      }),
    };
    for (const line of notesOn(settings, siteFiles)) emit({ type: "log", stage: "publish", line });
    await assembleRelease({
      inputs: inputsOf(publish, runner.stage("publish")),
      settings,
      facts: made,
      ...{ results, keys, partial: workspace.partial },
    });
    for (const [name, note] of notes) await writeFile(join(workspace.partial, name), note);
    const open = siteFiles.keys?.pem;
    if (open !== undefined && (await rememberKey(settings.name, open)))
      runner.notes.push(
        `From now on this machine takes releases of ${settings.name} only if these keys have signed them.`,
      );
    signal.throwIfAborted();
    if (unproven) {
      candidate = await placeCandidate(imageDirectory, workspace.partial, id);
      throw unproven;
    }
    const link = await linkFor(imageDirectory, settings);
    release = await placeRelease(imageDirectory, workspace.partial, id, link);
    runner.end("publish", "done", secondsSince(publishing));
    await runAfter(release);
    return await ended({ ok: true, release });
  } catch (error) {
    const failure = {
      ...failureOf(error, options, signal.aborted),
      log: await workspace.keptLog(release ?? candidate),
    };
    const made = candidate ? { release: candidate, candidate: true as const } : release ? { release } : {};
    const event = await ended({ ok: false, ...made, failure });
    await workspace.keepAsFailure();
    return event;
  } finally {
    await runner.close();
    await opened.close();
  }
};

/**
 * Builds an image and reports what happens. The last event is `build-ended`, whether the build succeeded, failed or was
 * cancelled by `signal`. At that time the build has left no process, mount, lock or incomplete file.
 * @throws ThinsmithError before the first event if the build cannot begin: another build of this image runs, a program is
 * missing, or the disk is too small
 */
export async function* build(options: BuildOptions): AsyncGenerator<BuildEvent, void> {
  const imageDirectory = resolve(options.output, options.settings.name);
  const release = await lock(join(imageDirectory, ".lock"), `A build of ${options.settings.name}`).catch(
    explained(options),
  );
  let ended: BuildEnded | undefined;
  try {
    yield* eventsOf<BuildEvent>(options.signal, async (say, signal) => {
      const programs = new ProgramLines();
      ended = await observed(programs.listener, () =>
        work({ ...options, signal }, imageDirectory, say, programs),
      ).catch(explained(options));
    });
  } finally {
    await release();
  }
  if (ended) yield ended;
}
