import { resolve } from "node:path";
import { builderOf } from "../../builders/builders.ts";
import { type BuildOptions, build } from "../../pipeline/build.ts";
import { StageCache } from "../../pipeline/cache.ts";
import type { StageSeconds } from "../../pipeline/estimates.ts";
import type { BuildEvent } from "../../pipeline/events.ts";
import { expectedTimes } from "../../pipeline/expected.ts";
import { readSiteFiles } from "../../pipeline/inputs/site-files.ts";
import { planFacts } from "../../pipeline/inputs/sources.ts";
import { checkStage, opensKeys } from "../../pipeline/parts.ts";
import { plan } from "../../pipeline/plan.ts";
import { checkInstalls, stagesToRun } from "../../pipeline/preflight.ts";
import { bootedProof, type Plan, type Stage, type StageName } from "../../pipeline/stage.ts";
import { rememberOutput } from "../../release/outputs.ts";
import { currentRelease } from "../../release/release.ts";
import { assign } from "../../settings/assign.ts";
import { mendedText, parseMended } from "../../settings/parse.ts";
import { loadSettings } from "../../settings/presets.ts";
import type { Settings } from "../../settings/schema.ts";
import { warningsOf } from "../../settings/warnings.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { cacheDirectory } from "../../system/paths.ts";
import { onInterrupt } from "../../system/signals/interrupts.ts";
import { lastWords, sanitize } from "../../system/text.ts";
import { signingKeys } from "../../trust/signature/signing-keys.ts";
import { signNeed, stubNeed } from "../../trust/uki/needs.ts";
import type { build as declaration } from "../build.ts";
import type { OptionsOf } from "../options.ts";
import { canAsk, passphraseAsker } from "./ask.ts";
import { lockedSettings, samenessLines } from "./build-locked.ts";
import { writeFailure, writeResult } from "./build-result.ts";
import { installMissing } from "./install-missing.ts";
import { waitForEnter } from "./pause.ts";
import { plainLines } from "./plain.ts";
import { type ProgressKind, print, progressKind } from "./print.ts";

type BuildCommandOptions = OptionsOf<typeof declaration>;

/** Draws a build in the terminal until it ends; given by main, which alone knows the terminal UI. */
export type DrawBuild = (
  events: (signal: AbortSignal, onPause: BuildOptions["onPause"]) => AsyncIterable<BuildEvent>,
  signal: AbortSignal,
) => Promise<BuildEvent | undefined>;

/** What a build would do with a stage. */
const stateOf = (stage: Stage, stages: Plan, there: boolean): string => {
  if (stage.sideEffect) return "works in the machines";
  if (dependsOnTemplate(stage, stages)) return "depends on the template";
  if (there) return stage.name === "publish" ? "current release" : "in the cache";
  return "to be made";
};

/** That and how long a stage boots the image to prove it; nothing for any other stage. */
const bootedFor = ({ name, timedAs }: Stage, seconds: StageSeconds): string =>
  timedAs === bootedProof ? `; boots the image in QEMU, about ${Math.round(seconds.get(name) ?? 0)} s` : "";

/** Its key is known only when the template has been looked at. */
const dependsOnTemplate = ({ needs }: Stage, stages: Plan): boolean =>
  stages.some((stage) => needs.includes(stage.name) && (stage.probe || dependsOnTemplate(stage, stages)));

/** @param say gets sentences that a person should read */
const dryRun = async (
  settings: Settings,
  lock: BuildOptions["lock"],
  output: string,
  only: StageName | undefined,
  say: (note: string) => void,
): Promise<number> => {
  const builder = builderOf(settings);
  await builder.check(settings, true);
  const facts = await planFacts(builder.stages, await readSiteFiles(settings), lock);
  const stages = plan(builder.stages, settings, facts);
  checkStage(stages, only);
  const names = stages.map(({ name }) => name);
  const wanted = only === undefined ? names : stagesToRun(stages, names, only);
  const cache = new StageCache(resolve(cacheDirectory(), "stages"));
  const toRun = stagesToRun(stages, await cache.missing(stages), only);
  const { unchecked, removed } = await checkInstalls(settings, stages, lock ? [] : toRun);
  for (const note of [...unchecked, ...removed]) say(note);
  const { seconds } = await expectedTimes(settings, stages, toRun, output);
  for (const stage of stages) {
    if (!wanted.includes(stage.name)) continue;
    const current =
      stage.name === "publish" ? await currentRelease(resolve(output, settings.name)) : undefined;
    const there = stage.name === "publish" ? current?.manifest.key === stage.key : await cache.has(stage);
    const state = stateOf(stage, stages, there) + (there ? "" : bootedFor(stage, seconds));
    print(`${stage.name.padEnd(10)} ${stage.key.slice(0, 32)}  ${state}`);
  }
  return 0;
};

const printEvents = async (events: AsyncIterable<BuildEvent>, kind: ProgressKind) => {
  const lines = plainLines();
  const say = (event: BuildEvent) => {
    if (kind === "json") print(JSON.stringify(event));
    if (kind === "plain") for (const line of lines(event)) print(line);
  };
  let last: BuildEvent | undefined;
  try {
    for await (const event of events) {
      last = event;
      say(event);
    }
  } catch (error) {
    // A build that could not begin ends for whoever reads the events, too.
    const failure = {
      message: error instanceof Error ? error.message : String(error),
      ...(error instanceof ThinsmithError && error.setting ? { setting: error.setting } : {}),
      cancelled: false,
    };
    say({ type: "build-ended", at: Date.now(), ok: false, seconds: 0, failure });
    throw error;
  }
  return last;
};

/** @throws UsageError where --debug-shell has no terminal for its shell */
const demandTerminal = (progress: BuildCommandOptions["progress"]): void => {
  if (progress === "tty")
    throw new UsageError("--debug-shell and --progress tty exclude each other.", "Use --progress plain.");
  if (!canAsk())
    throw new UsageError(
      "--debug-shell needs a terminal.",
      "Without one, leave it out: build.log has what failed.",
    );
};

const shellAfter: BuildOptions["debugShell"] = (open, { message, lastLines = [] }) => {
  process.stderr.write(`${[message, ...lastWords(lastLines)].map(sanitize).join("\n")}\n`);
  return open();
};

/** `thinsmith build`: settings from a preset or file and `--set`, then a build. Returns the exit status. */
export const buildCommand = async (
  preset: string | undefined,
  options: BuildCommandOptions,
  draw: DrawBuild,
): Promise<number> => {
  const { output } = options;
  const { locked, settings: asked } =
    options.locked === undefined
      ? { locked: undefined, settings: assign(await loadSettings(preset ?? "console"), options.set) }
      : await lockedSettings(options.locked, preset, options);
  const { settings, mended } = parseMended(
    options.prove ? asked : assign(asked, ["publish.proof=none"]),
    locked ? "the recorded settings" : "the settings after --set",
  );
  const say = (note: string) => {
    if (options.progress !== "quiet") process.stderr.write(`note: ${note}\n`);
  };
  for (const note of [...mended.map(mendedText), ...warningsOf(settings)]) say(note);
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (locked && epoch && Number(epoch) !== locked.lock.epoch)
    say("SOURCE_DATE_EPOCH has no effect: --locked takes the date of the release.");
  const only = options.only as StageName | undefined;
  if (options.dryRun) return dryRun(settings, locked?.lock, output, only, say);
  // A shell and the screen of the build cannot share the terminal.
  const kind = progressKind(options.progress, !options.debugShell);
  if (options.debugShell) demandTerminal(options.progress);
  const builder = builderOf(settings);
  // Before anything that takes time: whoever types a passphrase is here now.
  const keys = opensKeys(only) ? await signingKeys(settings, passphraseAsker(options.passin)) : undefined;
  // QEMU too: the next thing that a person does is to boot the image.
  const firmware = settings.boot.uki ? [stubNeed, ...(keys?.db ? [signNeed] : [])] : [];
  await installMissing([...(await builder.installs(settings)), ...firmware, "boot"], options.yes === true);
  await rememberOutput(output);
  const signal = onInterrupt();
  const events = (cancel: AbortSignal, onPause: BuildOptions["onPause"]) =>
    build({
      ...{ settings, builder, output, only, onPause, keys, useCache: options.cache, lock: locked?.lock },
      ...(options.debugShell ? { debugShell: shellAfter } : {}),
      signal: AbortSignal.any([signal, cancel]),
    });
  const last =
    kind === "tty"
      ? await draw(events, signal)
      : await printEvents(
          events(new AbortController().signal, process.stdin.isTTY ? waitForEnter : undefined),
          kind,
        );
  if (last?.type !== "build-ended") return 1;
  if (last.failure) await writeFailure(last.failure, last, output);
  else if (kind !== "json") await writeResult(last, { onlyPath: kind === "quiet", output });
  if (kind !== "quiet" && kind !== "json")
    for (const note of last.notes ?? []) process.stderr.write(`note: ${sanitize(note)}\n`);
  if (last.ok && locked && last.release !== undefined) {
    const { identical, lines } = await samenessLines(locked, last.release, signal);
    if (kind !== "quiet" && kind !== "json") print(`\n${lines.join("\n")}`);
    return identical ? 0 : 1;
  }
  if (last.ok) return 0;
  return last.failure?.cancelled ? 130 : 1;
};
