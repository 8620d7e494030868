import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../src/dev/setup.mjs";
import { timeCommand } from "./timing.mjs";

export const program = join(root, "dist/thinsmith.js");

/** A build that is measured does not boot its image: that takes as long as the machine is emulated. */
export const withoutBoot = ["--set", "publish.proof=look"];

/** A folder for small things, gone when the bench ends. */
export const newScratch = () => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A folder for builds, gone when the bench ends. On disk, where users have it: /tmp may be in memory. */
export const newPlace = () => {
  // An empty variable counts as unset.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const parent = join(caches, "thinsmith-bench");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "run-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const cache = join(folder, "cache");
  // Packages that were downloaded for other builds need not be downloaded again for this one.
  const downloads = join(process.env.THINSMITH_CACHE || join(caches, "thinsmith"), "downloads");
  if (existsSync(downloads)) cpSync(downloads, join(cache, "downloads"), { recursive: true });
  /** Builds the console image; the seconds that it took. */
  const build = (...args) =>
    timeCommand(
      [process.execPath, program, "build", "console", "--progress", "quiet", ...withoutBoot, ...args],
      {
        cwd: folder,
        env: { ...process.env, THINSMITH_CACHE: cache },
      },
    );
  /** The cache entry of a stage. */
  const stage = (name) => {
    const stages = join(cache, "stages");
    const entry = readdirSync(stages).find((one) => one.startsWith(`${name}-`));
    if (entry === undefined) throw new Error(`the cache has no ${name}`);
    return join(stages, entry);
  };
  return { folder, cache, build, stage };
};
