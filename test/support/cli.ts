import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/system/paths.ts";

/** The bundled program, as users run it. */
export const program = join(packageRoot(), "dist/thinsmith.js");

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of a test's own, with thinsmith's cache and configuration in it. */
export const newWorkplace = async (options: { cache?: string } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    // Stages must not be taken from what the person running the tests has built.
    THINSMITH_CACHE: options.cache ?? join(folder, "cache"),
    THINSMITH_CONFIG: join(folder, "config"),
  };
  return { folder, env };
};

export type Workplace = Awaited<ReturnType<typeof newWorkplace>>;

/** Starts thinsmith in a workplace; `finished` resolves when it has ended. */
export const startThinsmith = (
  workplace: Workplace,
  args: readonly string[],
  options: { env?: Record<string, string>; wrapper?: readonly string[]; program?: string } = {},
) => {
  const [file, ...rest] = [
    ...(options.wrapper ?? []),
    process.execPath,
    options.program ?? program,
    ...args,
  ] as [string, ...string[]];
  const child: ChildProcess = spawn(file, rest, {
    cwd: workplace.folder,
    env: { ...workplace.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    for (const watch of watchers) watch();
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    for (const watch of watchers) watch();
  });
  const finished = new Promise<Finished>((done) => {
    child.on("close", (status, signal) => done({ status, signal, stdout, stderr }));
  });
  /** Resolves when stdout matches; rejects when the program ends without it. */
  const says = (pattern: RegExp) =>
    new Promise<void>((found, failed) => {
      const watch = () => {
        if (!pattern.test(stdout)) return;
        watchers.delete(watch);
        found();
      };
      watchers.add(watch);
      watch();
      finished.then(({ stdout: all, stderr: errors }) => {
        if (!pattern.test(all)) failed(new Error(`ended without ${pattern}:\n${all}\n${errors}`));
      });
    });
  return { child, finished, says, output: () => stdout };
};

export const thinsmith = (
  workplace: Workplace,
  args: readonly string[],
  options?: Parameters<typeof startThinsmith>[2],
): Promise<Finished> => startThinsmith(workplace, args, options).finished;
