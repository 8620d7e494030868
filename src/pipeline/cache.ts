import { readdir, readFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FileSum, sha256File } from "../release/checksum.ts";
import { exists, makeDirectory } from "../system/files.ts";
import { removeTree, runInNamespace } from "../system/namespace.ts";
import { isAlive, ownProcess } from "../system/owner.ts";
import type { Stage as PlanStage, StageName } from "./stage.ts";

/** The parts of a stage that identify its result. */
type Stage = Pick<PlanStage, "name" | "key">;

/** The result of a stage: its directory and the files in it. */
export interface CacheEntry {
  readonly directory: string;
  readonly files: Readonly<Record<string, FileSum>>;
  /** Digest of the metadata of the `tree` directory; absent if the stage makes no tree. */
  readonly treeDigest?: string;
}

/** Why a lookup found nothing. */
export type Miss = "absent" | "damaged";

const entryFile = "entry.json";

/**
 * Digest of the metadata that every change through the file system alters. It excludes the ctime: the tree of a later stage
 * shares files with this one, and a new link changes the ctime.
 */
const treeDigestOf = async (tree: string): Promise<string> => {
  const script = `cd "$1" && find . -printf '%P %y %m %U %G %s %T@ %l\\0' | LC_ALL=C sort -z | sha256sum`;
  return (await runInNamespace(["sh", "-c", script, "sh", tree])).slice(0, 64);
};

/** Size and sha256 of the files in a directory. */
export const sumsIn = async (directory: string): Promise<Record<string, FileSum>> => {
  const names = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      names.map(async ({ name }) => {
        const path = join(directory, name);
        return [name, { size: (await stat(path)).size, sha256: await sha256File(path) }] as const;
      }),
    ),
  );
};

/**
 * Results of stages, below one directory: `<stage>-<key>-<time>/` with the stage's files and `entry.json`. A complete entry
 * appears by one rename. It is never replaced, since another build may read it. Each time an entry is used, its files are
 * checked by their sha256 and its tree by a digest of the files' metadata.
 */
export class StageCache {
  constructor(private readonly root: string) {}

  /** How the names of all entries of a stage's key begin. A time that makes them unique follows. */
  private prefix({ name, key }: Stage) {
    return `${name}-${key.slice(0, 32)}-`;
  }

  /** The newest entry of a stage. */
  private async read(stage: Stage): Promise<CacheEntry | undefined> {
    const names = await readdir(this.root).catch(() => []);
    const newest = names
      .filter((name) => name.startsWith(this.prefix(stage)))
      .sort()
      .at(-1);
    if (newest === undefined) return undefined;
    const directory = join(this.root, newest);
    try {
      const entry = JSON.parse(await readFile(join(directory, entryFile), "utf8"));
      return { files: entry.files, ...(entry.treeDigest ? { treeDigest: entry.treeDigest } : {}), directory };
    } catch {
      return { directory, files: {}, treeDigest: "unreadable" };
    }
  }

  /** Directory of a stage's entry, else of the newest entry of any other key, without a check. */
  async directoryOf(stage: Stage): Promise<string | undefined> {
    const entry = await this.read(stage);
    if (entry) return entry.directory;
    const time = (name: string) => Number(name.slice(name.lastIndexOf("-") + 1));
    const names = (await readdir(this.root).catch(() => [])).filter((name) =>
      name.startsWith(`${stage.name}-`),
    );
    const newest = names.sort((a, b) => time(a) - time(b)).at(-1);
    return newest && join(this.root, newest);
  }

  /** Whether a stage has an entry, without a check. */
  async has(stage: Stage): Promise<boolean> {
    return (await this.read(stage)) !== undefined;
  }

  /** Names of the stages without an entry. */
  async missing(stages: readonly Stage[]): Promise<StageName[]> {
    const found = await Promise.all(stages.map((stage) => this.has(stage)));
    return stages.flatMap(({ name }, index) => (found[index] ? [] : [name]));
  }

  /** The entry of a stage, after a check. A damaged entry is removed. */
  async lookup(stage: Stage): Promise<CacheEntry | Miss> {
    const entry = await this.read(stage);
    if (!entry) return "absent";
    if (!(await this.isSound(entry))) {
      await removeTree(entry.directory);
      return "damaged";
    }
    const now = new Date();
    await utimes(join(entry.directory, entryFile), now, now);
    return entry;
  }

  private async isSound({ directory, files, treeDigest }: CacheEntry): Promise<boolean> {
    const filesSound = Object.entries(files).map(async ([name, expected]) => {
      const path = join(directory, name);
      const { size } = await stat(path);
      return size === expected.size && (await sha256File(path)) === expected.sha256;
    });
    const treeSound = async () =>
      treeDigest === undefined || (await treeDigestOf(join(directory, "tree"))) === treeDigest;
    try {
      return (await Promise.all([...filesSound, treeSound()])).every(Boolean);
    } catch {
      return false;
    }
  }

  /** An empty directory for the result of a stage. Its name contains the process, so that a later build can remove it. */
  async begin(stage: Stage): Promise<string> {
    const directory = join(this.root, `.making-${await ownProcess()}-${stage.name}`);
    if (await exists(directory)) await removeTree(directory);
    await makeDirectory(directory);
    return directory;
  }

  /** Turns the directory of a finished stage into an entry. */
  async commit(stage: Stage, making: string): Promise<CacheEntry> {
    const tree = join(making, "tree");
    const entry = {
      files: await sumsIn(making),
      ...((await exists(tree)) ? { treeDigest: await treeDigestOf(tree) } : {}),
    };
    await writeFile(join(making, entryFile), JSON.stringify(entry));
    const directory = await this.place(stage, making);
    return { ...entry, directory };
  }

  /** Gives a directory the name of an entry. Two builds may finish the same stage within one millisecond. */
  private async place(stage: Stage, making: string): Promise<string> {
    for (let time = Date.now(), tries = 0; ; time += 1, tries += 1) {
      const directory = join(this.root, `${this.prefix(stage)}${time}`);
      try {
        await rename(making, directory);
        return directory;
      } catch (error) {
        if (tries >= 100 || !["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? ""))
          throw error;
      }
    }
  }

  /**
   * Removes what killed builds have left, and all entries of each stage except those that were used last. Entries that were
   * used within the last hour are kept, since another build may read them.
   */
  async tidy(keep = 4): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    for (const name of names) {
      const owner = /^\.making-(.+)-[a-z]+$/.exec(name)?.[1];
      if (owner && !(await isAlive(owner))) await removeTree(join(this.root, name));
    }
    const entries = await Promise.all(
      names
        .filter((name) => /^[a-z]+-[0-9a-f]{32}-\d+$/.test(name))
        .map(async (name) => {
          const used = await stat(join(this.root, name, entryFile)).catch(() => undefined);
          return { name, stage: name.split("-")[0], usedAt: used?.mtimeMs ?? 0 };
        }),
    );
    const justUsed = Date.now() - 3600_000;
    for (const stage of new Set(entries.map((entry) => entry.stage))) {
      const old = entries
        .filter((entry) => entry.stage === stage)
        .sort((a, b) => b.usedAt - a.usedAt)
        .slice(keep)
        .filter((entry) => entry.usedAt < justUsed);
      for (const { name } of old) await removeTree(join(this.root, name));
    }
  }
}
