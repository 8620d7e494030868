import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ThinsmithError } from "../../system/errors.ts";
import { makePublicDirectory } from "../../system/files.ts";
import { isAlive, ownProcess } from "../../system/owner.ts";
import { type Contents, filesBelow, writePublicFile } from "../public-files.ts";

/** In memory, and never cleaned up while a server runs, as /tmp may be. */
const runDirectory = "/run/thinsmith";
const prefix = "thinsmith-serve-";
const ownerFile = "owner";

const makeDirectory = async (): Promise<string> => {
  try {
    await makePublicDirectory(runDirectory);
    return await mkdtemp(join(runDirectory, prefix));
  } catch {
    return mkdtemp(join(tmpdir(), prefix));
  }
};

/** Removes the directories of servers that were killed. */
const removeAbandoned = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const owner = await readFile(join(parent, name, ownerFile), "utf8").catch(() => undefined);
    if (owner !== undefined && !(await isAlive(owner)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
};

/** Copies a file, unless its copy is there: what firmware loads may be large, and is copied into memory. */
const copyOnce = async (from: string, file: string): Promise<void> => {
  const secondsOf = async (path: string) => {
    const { size, mtime } = await stat(path);
    return { size, seconds: Math.trunc(mtime.getTime() / 1000) };
  };
  const source = await secondsOf(from);
  const there = await secondsOf(file).catch(() => undefined);
  if (there?.size === source.size && there.seconds === source.seconds) return;
  await writePublicFile(file, { copyOf: from });
  await utimes(file, source.seconds, source.seconds);
};

/** The directory of a running server: what TFTP serves, and the configuration of dnsmasq and nginx. */
export class Staging {
  private constructor(
    /** A path without special characters of configuration files. */
    readonly directory: string,
  ) {}

  static async open(): Promise<Staging> {
    const directory = await realpath(await makeDirectory());
    if (!/^[A-Za-z0-9_./-]+$/.test(directory)) {
      await rm(directory, { recursive: true });
      throw new ThinsmithError(`The directory for temporary files has an unusual name: ${tmpdir()}`, {
        remedy: "Set TMPDIR to one of letters, digits and - _ . / only.",
      });
    }
    await writeFile(join(directory, ownerFile), await ownProcess());
    await removeAbandoned(dirname(directory));
    // dnsmasq and nginx read here after they have dropped root's rights.
    await chmod(directory, 0o711);
    const staging = new Staging(directory);
    await makePublicDirectory(staging.tftpRoot);
    return staging;
  }

  get tftpRoot(): string {
    return join(this.directory, "tftp");
  }

  /** Writes a file that other programs read; it appears by one rename. */
  async write(path: string, text: string): Promise<string> {
    const file = join(this.directory, path);
    await writePublicFile(file, { text });
    return file;
  }

  /** Fills the directory that TFTP serves with these files, by path, and removes all others. */
  async fill(files: ReadonlyMap<string, Contents>): Promise<void> {
    for (const [path, contents] of files) {
      const file = join(this.tftpRoot, path);
      await ("copyOf" in contents ? copyOnce(contents.copyOf, file) : writePublicFile(file, contents));
    }
    for (const path of await filesBelow(this.tftpRoot))
      if (!files.has(path)) await rm(join(this.tftpRoot, path));
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
