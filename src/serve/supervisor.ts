import { setTimeout as delay } from "node:timers/promises";
import { ThinsmithError } from "../system/errors.ts";
import { type Running, start } from "../system/process.ts";

/** A program that has run for this long, in milliseconds, has started well. */
const startedWell = 60_000;
/** Waits before a new start in milliseconds: at first, and at most. */
const waits = { least: 500, most: 30_000 } as const;

export interface HelperOptions {
  /** As people call it. */
  readonly name: string;
  readonly command: readonly string[];
  /** What it says once it is ready. */
  readonly ready: RegExp;
  readonly onLine: (line: string) => void;
  /** It has ended by itself, and is started again after so many seconds. */
  readonly onDied: (why: string, seconds: number) => void;
  /** It is ready again. */
  readonly onBack: () => void;
}

/** A program that is kept running until it is stopped. */
export interface Helper {
  /** Ends it, and all it started; resolves when it is gone. */
  stop(): Promise<void>;
}

const whyOf = ({ exitCode, signal, stderr }: Awaited<Running["ended"]>): string => {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return [signal ? `ended by ${signal}` : `ended with status ${exitCode}`, last].filter(Boolean).join(": ");
};

/**
 * Starts a program and keeps it running: where it dies, it is started again, with growing waits.
 * @throws ThinsmithError with its last line when it does not even start
 */
export const keepRunning = async (options: HelperOptions): Promise<Helper> => {
  const stopping = new AbortController();
  let running: Running | undefined;
  const launch = () => {
    let isReady: () => void = () => {};
    const ready = new Promise<"ready">((done) => {
      isReady = () => done("ready");
    });
    running = start(options.command, {
      onErrorLine: (line) => {
        if (options.ready.test(line)) isReady();
        options.onLine(line);
      },
    });
    return { ready, ended: running.ended };
  };
  const first = launch();
  const outcome = await Promise.race([first.ready, first.ended]);
  if (outcome !== "ready") throw new ThinsmithError(`${options.name} cannot start: ${whyOf(outcome)}`);
  const watch = async () => {
    let { ended } = first;
    let wait: number = waits.least;
    let begin = Date.now();
    while (!stopping.signal.aborted) {
      const end = await ended;
      if (stopping.signal.aborted) return;
      if (Date.now() - begin > startedWell) wait = waits.least;
      options.onDied(whyOf(end), wait / 1000);
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      wait = Math.min(waits.most, wait * 2);
      begin = Date.now();
      const next = launch();
      ({ ended } = next);
      void next.ready.then(options.onBack);
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await running?.stop();
      await watching;
    },
  };
};
