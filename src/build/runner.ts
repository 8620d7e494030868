import type { Builder } from "../builders/builder.ts";
import type { Settings } from "../settings/schema.ts";
import type { CacheEntry, StageCache } from "./cache.ts";
import type { BuildEvent } from "./events.ts";
import type { Plan, Stage, StageName } from "./stage.ts";

type Unstamped<E> = E extends { at: number } ? Omit<E, "at"> : never;
/** Says what happens; the time is added by whoever passes it on. */
export type Emit = (event: Unstamped<BuildEvent>) => void;

/** Lines of a stage that are kept to explain its failure. */
const keptLines = 400;

/** A stage that failed: its last lines, and in `cause` what was thrown. */
export class StageFailure extends Error {
  constructor(
    readonly stage: StageName,
    readonly lines: readonly string[],
    override readonly cause: unknown,
  ) {
    super(`stage ${stage} failed`);
  }
}

export const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

interface Surroundings {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly builder: Builder;
  readonly cache: StageCache;
  readonly useCache: boolean;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** Runs stages on demand: what is in the cache needs nothing, and what nothing needs is not run. */
export class Runner {
  readonly outcomes = new Map<StageName, { outcome: "done" | "cached"; seconds: number }>();
  private readonly running = new Map<StageName, Promise<CacheEntry>>();
  private readonly failing = new AbortController();
  private readonly signal: AbortSignal;

  constructor(private readonly around: Surroundings) {
    this.signal = AbortSignal.any([around.signal, this.failing.signal]);
  }

  /**
   * The results of some stages, which run at the same time where they can. The first failure ends the others.
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

  /** The result of a stage, from the cache or made now. Asked for twice, it runs once. */
  private result(name: StageName): Promise<CacheEntry> {
    const running = this.running.get(name) ?? this.obtain(name);
    this.running.set(name, running);
    return running;
  }

  private async obtain(name: StageName): Promise<CacheEntry> {
    const { plan, cache, useCache } = this.around;
    const stage = plan.find((candidate) => candidate.name === name) as Stage;
    const found = useCache ? await cache.lookup(stage) : "absent";
    if (typeof found === "object") {
      this.end(name, "cached", 0);
      return found;
    }
    const inputs = new Map<StageName, CacheEntry>();
    await Promise.all(stage.needs.map(async (need) => inputs.set(need, await this.result(need))));
    this.signal.throwIfAborted();
    this.around.emit({ type: "stage-started", stage: name });
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
    const { cache, builder, settings, emit } = this.around;
    const begin = performance.now();
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      emit({ type: "log", stage: stage.name, line });
    };
    notes.forEach(log);
    let making: string | undefined;
    try {
      making = await cache.begin(stage);
      await builder.stages[stage.name as keyof Builder["stages"]]({
        settings,
        output: making,
        input: (need) => (inputs.get(need) as CacheEntry).directory,
        signal: this.signal,
        log,
        progress: (fraction, detail) =>
          emit({
            type: "stage-progress",
            stage: stage.name,
            ...(fraction === undefined ? {} : { fraction }),
            ...(detail === undefined ? {} : { detail }),
          }),
      });
      const entry = await cache.commit(stage, making);
      this.end(stage.name, "done", secondsSince(begin));
      return entry;
    } catch (error) {
      const outcome = this.signal.aborted ? "cancelled" : "failed";
      const failure = new StageFailure(stage.name, lines, error);
      if (outcome === "failed") this.failing.abort(failure);
      // What cannot be removed now is removed by the next build; the failure must not be lost over it.
      if (making) await cache.discard(making).catch(() => {});
      emit({ type: "stage-ended", stage: stage.name, outcome, seconds: secondsSince(begin) });
      throw failure;
    }
  }

  end(stage: StageName, outcome: "done" | "cached", seconds: number): void {
    this.outcomes.set(stage, { outcome, seconds });
    this.around.emit({ type: "stage-ended", stage, outcome, seconds });
  }
}
