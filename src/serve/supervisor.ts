import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { ThinsmithError } from "../system/errors.ts";
import { inNamespace } from "../system/namespace.ts";
import { type Running, start } from "../system/process.ts";

/** A program that has run for this long, in milliseconds, has started well. */
const startedWell = 60_000;
/** Waits before a new start in milliseconds: at first, and at most. */
const waits = { least: 500, most: 30_000 } as const;

export interface SupervisedProgramOptions {
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
export interface SupervisedProgram {
  /** Ends it, and all it started; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * A program in a process namespace of its own, with a shell as its first process: the namespace, and all that is in it,
 * ends with the program, and with us. dnsmasq and nginx's workers give up the rights of root, and the kernel then
 * forgets what they are to die with (prctl(2), PR_SET_PDEATHSIG); the shell keeps both.
 */
const asFamily = (command: readonly string[]): string[] =>
  inNamespace(["sh", "-c", '"$@"; exit $?', "sh", ...command], "root");

/** What a shell adds to the number of the signal that ended a program. */
const bySignal = 128;

const whyOf = ({ exitCode = 0, signal, stderr }: Awaited<Running["ended"]>): string => {
  const name = Object.entries(constants.signals).find(([, number]) => number === exitCode - bySignal)?.[0];
  if (signal || name) return `was ended by ${signal ?? name}`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return [`ended with status ${exitCode}`, last].filter(Boolean).join(": ");
};

/**
 * Starts a program and keeps it running: where it dies, it is started again, with growing waits. Needs root.
 * @throws ThinsmithError with its last line when it does not even start
 */
export const keepRunning = async (options: SupervisedProgramOptions): Promise<SupervisedProgram> => {
  const stopping = new AbortController();
  let running: Running | undefined;
  const launch = () => {
    let isReady: () => void = () => {};
    const ready = new Promise<"ready">((done) => {
      isReady = () => done("ready");
    });
    running = start(asFamily(options.command), {
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
