import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { ThinsmithError } from "../system/errors.ts";
import { inNamespace } from "../system/namespace.ts";
import { type Running, start } from "../system/process.ts";

/** After so many milliseconds a start counts as successful, and the wait before the next one is short again. */
const startedWell = 60_000;
/** Milliseconds before a new start: at first, and at most. */
const waits = { least: 500, most: 30_000 } as const;

interface SupervisedProgramOptions {
  /** For messages. */
  readonly name: string;
  readonly command: readonly string[];
  /** Matches the line of its standard error that says it is ready. */
  readonly ready: RegExp;
  readonly onLine: (line: string) => void;
  /** It has ended unasked, and is started again in `seconds`. */
  readonly onDied: (why: string, seconds: number) => void;
  /** It is ready again. */
  readonly onBack: () => void;
}

/** A program that is kept running until it is stopped. */
export interface SupervisedProgram {
  /** Ends it and every process that it started; resolves when they are gone. */
  stop(): Promise<void>;
}

/**
 * Runs a program in a process namespace of its own, with a shell as its first process, so that every process of it ends
 * with the program, or with thinsmith. PR_SET_PDEATHSIG (prctl(2)) alone is not enough: the kernel clears it when dnsmasq
 * and nginx's workers drop root's rights. The shell keeps root's rights and the signal.
 */
const inProcessNamespace = (command: readonly string[]): string[] =>
  inNamespace(["sh", "-c", '"$@"; exit $?', "sh", ...command], "root");

/** A shell's exit status for a program that a signal ended is this plus the signal's number. */
const bySignal = 128;

const whyOf = ({ exitCode = 0, signal, stderr }: Awaited<Running["ended"]>): string => {
  const name = Object.entries(constants.signals).find(([, number]) => number === exitCode - bySignal)?.[0];
  if (signal || name) return `was ended by ${signal ?? name}`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return [`ended with status ${exitCode}`, last].filter(Boolean).join(": ");
};

/**
 * Starts a program and keeps it running: when it ends, it is started again, after waits that grow. Needs root.
 * @throws ThinsmithError with the program's last line when it ends before it is ready
 */
export const keepRunning = async (options: SupervisedProgramOptions): Promise<SupervisedProgram> => {
  const stopping = new AbortController();
  let running: Running | undefined;
  const launch = () => {
    let isReady: () => void = () => {};
    const ready = new Promise<"ready">((done) => {
      isReady = () => done("ready");
    });
    running = start(inProcessNamespace(options.command), {
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
