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

/** A build whose words have one of these says how its image is proven; with `--locked`, the manifest has said it. */
const saysProof = /^(publish\.proof=.*|--no-prove|--locked)$/;

/**
 * The words of a command with which tests run it: a build looks at its image, and does not boot it, which takes longer than the
 * build. All tests that build come through here; those of the wizard choose it there.
 */
export const withoutBoot = (args: readonly string[]): readonly string[] =>
  args[0] === "build" && !args.some((word) => saysProof.test(word))
    ? [...args, "--set", "publish.proof=look"]
    : args;

interface StartOptions {
  readonly env?: Record<string, string>;
  readonly wrapper?: readonly string[];
  readonly program?: string;
  /** A build proves its image as it does for users, who have said nothing of it. */
  readonly usualProof?: boolean;
}

/** Starts thinsmith in a workplace; `finished` resolves when it has ended. */
export const startThinsmith = (workplace: Workplace, args: readonly string[], options: StartOptions = {}) => {
  const [file, ...rest] = [
    ...(options.wrapper ?? []),
    process.execPath,
    options.program ?? program,
    ...(options.usualProof ? args : withoutBoot(args)),
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
  options?: StartOptions,
): Promise<Finished> => startThinsmith(workplace, args, options).finished;
