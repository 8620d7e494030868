import { setImmediate } from "node:timers/promises";
import { sha256Of } from "../release/checksum.ts";
import { observed } from "../system/command-log.ts";
import { removeTree } from "../system/namespace.ts";
import type { OpenKeys } from "../trust/keys/open.ts";
import type { FailedStage, OpenBuilder, Pause, StageContext } from "./builder.ts";
import { type CacheEntry, type StageCache, sumsIn } from "./cache.ts";
import type { BuildEvent } from "./events.ts";
import { StageFailure } from "./failures/failure-of.ts";
import type { Plan, Stage, StageName } from "./stage.ts";

type Unstamped<E> = E extends { at: number } ? Omit<E, "at"> : never;
/** Reports an event. The receiver adds the time. */
export type Emit = (event: Unstamped<BuildEvent>) => void;

/** Called when a stage waits for a person. `resume` lets it continue; `cancelled` is aborted if it no longer waits. */
export type OnPause = (pause: Pause, resume: () => void, cancelled: AbortSignal) => void;

/** How many lines of a stage are kept to explain its failure. */
const keptLines = 400;

export const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

interface RunnerOptions {
  readonly plan: Plan;
  /** The plan with the keys that depend on the results of probe stages. */
  readonly replan: (probed: ReadonlyMap<StageName, string>) => Plan;
  readonly builder: OpenBuilder;
  readonly cache: StageCache;
  readonly useCache: boolean;
  readonly signal: AbortSignal;
  /** How many packages the image will have, as far as that is known. */
  readonly packages: number | undefined;
  readonly keys: OpenKeys | undefined;
  readonly emit: Emit;
  readonly onPause: OnPause | undefined;
  /** Called when a stage has failed, before its output is removed. */
  readonly onFailure: ((place: FailedStage, failure: StageFailure) => Promise<void>) | undefined;
}

/** Runs stages on demand: neither stages whose result is in the cache nor stages that no other stage needs. */
export class Runner {
  /** Sentences of the stages for the end of the build. */
  readonly notes: string[] = [];
  readonly outcomes = new Map<StageName, { outcome: "done" | "cached"; seconds: number }>();
  private readonly running = new Map<StageName, Promise<CacheEntry>>();
  private readonly probed = new Map<StageName, string>();
  /** Directories of stages with side effects, which are removed at the end. */
  private readonly passing: string[] = [];
  private readonly failing = new AbortController();
  private readonly signal: AbortSignal;
  private plan: Plan;

  constructor(private readonly options: RunnerOptions) {
    this.plan = options.plan;
    this.signal = AbortSignal.any([options.signal, this.failing.signal]);
  }

  /** Whether the plan has a stage. */
  has(name: StageName): boolean {
    return this.plan.some((stage) => stage.name === name);
  }

  /** A stage of the plan, with its key as far as it is known. */
  stage(name: StageName): Stage {
    return this.plan.find((candidate) => candidate.name === name) as Stage;
  }

  /**
   * The results of some stages, which run at the same time if possible. The first failure ends the others.
   * @throws StageFailure of the stage that failed first
   */
  async results<N extends StageName>(names: readonly N[]): Promise<Record<N, CacheEntry>> {
    const settled = await Promise.allSettled(names.map((name) => this.result(name)));
    if (this.failing.signal.aborted) throw this.failing.signal.reason;
    return Object.fromEntries(
      settled.map((outcome, index) => {
        if (outcome.status === "rejected") throw outcome.reason;
        return [names[index], outcome.value];
      }),
    ) as Record<N, CacheEntry>;
  }

  /** Sets the directory of a stage's result that was made elsewhere. */
  provide(name: StageName, directory: string): void {
    this.running.set(name, Promise.resolve({ directory, files: {} }));
  }

  /** Runs the stages on whose results the keys of other stages depend. */
  async probe(): Promise<void> {
    await this.results(this.plan.filter(({ probe }) => probe).map(({ name }) => name));
  }

  /** Removes the results that only this build uses. */
  async close(): Promise<void> {
    for (const directory of this.passing) await removeTree(directory).catch(() => {});
  }

  /** The result of a stage, from the cache or made now. Each stage runs once. */
  result(name: StageName): Promise<CacheEntry> {
    const running = this.running.get(name) ?? this.obtain(name);
    this.running.set(name, running);
    return running;
  }

  /** The stages on whose results the key of a stage depends. */
  private probesOf(name: StageName): StageName[] {
    return this.stage(name).needs.flatMap((need) => [
      ...(this.stage(need).probe ? [need] : []),
      ...this.probesOf(need),
    ]);
  }

  private async obtain(name: StageName): Promise<CacheEntry> {
    const { cache, useCache } = this.options;
    for (const probe of this.probesOf(name)) await this.result(probe);
    const stage = this.stage(name);
    const found = useCache && !stage.sideEffect ? await cache.lookup(stage) : "absent";
    if (typeof found === "object") {
      this.end(name, "cached", 0);
      return found;
    }
    const inputs = new Map<StageName, CacheEntry>();
    await Promise.all(stage.needs.map(async (need) => inputs.set(need, await this.result(need))));
    this.signal.throwIfAborted();
    this.options.emit({ type: "stage-started", stage: name });
    return this.make(
      stage,
      inputs,
      found === "damaged" ? ["the cached result is damaged and is made anew"] : [],
    );
  }

  private async make(
    stage: Stage,
    inputs: ReadonlyMap<StageName, CacheEntry>,
    notes: readonly string[],
  ): Promise<CacheEntry> {
    const { cache, builder, emit } = this.options;
    const begin = performance.now();
    const lines: string[] = [];
    const log = (line: string, machine?: string) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      emit({ type: "log", stage: stage.name, line, ...(machine === undefined ? {} : { machine }) });
    };
    for (const note of notes) log(note);
    let making: string | undefined;
    try {
      making = await cache.begin(stage);
      // `runs` has checked that the runner takes the inputs of the stage's definition.
      const run = builder.stages[stage.name] as ((context: StageContext) => Promise<void>) | undefined;
      if (!run) throw new Error(`the builder has no stage ${stage.name}`);
      // The log has the programs that are started, but the lines that explain a failure do not.
      const told = (line: string) => emit({ type: "log", stage: stage.name, line });
      const context: StageContext = {
        inputs: stage.inputs,
        output: making,
        input: (need) => (inputs.get(need) as CacheEntry).directory,
        signal: this.signal,
        packages: this.options.packages,
        keys: this.options.keys,
        log,
        progress: (fraction, detail, bytes) =>
          emit({
            ...{ type: "stage-progress", stage: stage.name, fraction, detail },
            ...(bytes === undefined ? {} : { bytes }),
          }),
        note: (sentence) => {
          this.notes.push(sentence);
          log(sentence);
        },
        pause: (pause) => this.pause(stage.name, pause),
      };
      await observed(told, () => run(context));
      const entry = stage.sideEffect ? await this.keep(stage, making) : await cache.commit(stage, making);
      this.end(stage.name, "done", secondsSince(begin));
      return entry;
    } catch (error) {
      const outcome = this.signal.aborted ? "cancelled" : "failed";
      const failure = new StageFailure(stage.name, lines, error);
      if (outcome === "failed") this.failing.abort(failure);
      emit({ type: "stage-ended", stage: stage.name, outcome, seconds: secondsSince(begin) });
      if (making && outcome === "failed") await this.show(failure, making, inputs, log);
      // If the output cannot be removed, the next build removes it. The first error is what counts.
      if (making) await removeTree(making).catch(() => {});
      throw failure;
    }
  }

  /** Lets a person look at the output of a failed stage. An error here must not replace the first one. */
  private async show(
    failure: StageFailure,
    output: string,
    inputs: ReadonlyMap<StageName, CacheEntry>,
    log: (line: string) => void,
  ): Promise<void> {
    const directories = [...inputs].map(([name, { directory }]) => [name, directory]);
    // Displays first show that the stage has failed.
    await setImmediate();
    await this.options
      .onFailure?.({ stage: failure.stage, output, inputs: Object.fromEntries(directories) }, failure)
      .catch((error: unknown) => log(`no shell: ${error}`));
  }

  /** Keeps the result of a stage with a side effect for the other stages of this build. */
  private async keep(stage: Stage, directory: string): Promise<CacheEntry> {
    this.passing.push(directory);
    const files = await sumsIn(directory);
    if (stage.probe) {
      this.probed.set(stage.name, sha256Of(JSON.stringify(files)));
      this.plan = this.options.replan(this.probed);
    }
    return { directory, files };
  }

  private async pause(stage: StageName, pause: Pause): Promise<void> {
    const { onPause, emit } = this.options;
    const { machine, command } = pause;
    if (!onPause) throw new Error("nobody is there to wait for");
    await new Promise<void>((resume, reject) => {
      const cancel = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", cancel, { once: true });
      emit({ type: "stage-paused", stage, machine, command });
      const goOn = () => {
        this.signal.removeEventListener("abort", cancel);
        resume();
      };
      onPause(pause, goOn, this.signal);
    });
    emit({ type: "stage-resumed", stage });
  }

  end(stage: StageName, outcome: "done" | "cached", seconds: number): void {
    this.outcomes.set(stage, { outcome, seconds });
    this.options.emit({ type: "stage-ended", stage, outcome, seconds });
  }
}
