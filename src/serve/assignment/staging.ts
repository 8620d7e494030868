import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Release } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { makePublicDirectory } from "../../system/files.ts";
import { isAlive, ownProcess } from "../../system/owner.ts";
import { pathOf } from "./assignment.ts";

/** In memory, and not tidied away while a server runs for months, as /tmp is. */
const systemPlace = "/run/thinsmith";
const prefix = "thinsmith-serve-";
const ownerFile = "owner";

/** What loaders that know TFTP only fetch of a release. */
const kernelFiles = ["vmlinuz", "initrd.img"] as const;

const openPlace = async (): Promise<string> => {
  try {
    await makePublicDirectory(systemPlace);
    return await mkdtemp(join(systemPlace, prefix));
  } catch {
    return mkdtemp(join(tmpdir(), prefix));
  }
};

/** Removes what servers that were killed have left. */
const tidy = async (place: string): Promise<void> => {
  for (const name of await readdir(place).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const owner = await readFile(join(place, name, ownerFile), "utf8").catch(() => undefined);
    if (owner !== undefined && !(await isAlive(owner)))
      await rm(join(place, name), { recursive: true, force: true });
  }
};

/** A directory of a running server for what other programs read: loaders and their files for TFTP, configuration. */
export class Staging {
  private constructor(
    /** A path without characters that mean something in a configuration file. */
    readonly directory: string,
  ) {}

  static async open(): Promise<Staging> {
    const directory = await realpath(await openPlace());
    if (!/^[A-Za-z0-9_./-]+$/.test(directory)) {
      await rm(directory, { recursive: true });
      throw new ThinsmithError(`The directory for temporary files has an unusual name: ${tmpdir()}`, {
        remedy: "Set TMPDIR to one of letters, digits and - _ . / only.",
      });
    }
    await writeFile(join(directory, ownerFile), await ownProcess());
    await tidy(dirname(directory));
    // dnsmasq and nginx give up root's rights before they read here.
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
    await makePublicDirectory(dirname(file));
    await writeFile(`${file}.new`, text);
    await chmod(`${file}.new`, 0o644);
    await rename(`${file}.new`, file);
    return file;
  }

  /**
   * Makes what TFTP gives out.
   * @param texts the loaders' own files, by path
   * @param loaders paths of the system's files, by name
   * @param kernels releases whose kernel is loaded by TFTP; others that are there are removed
   */
  async fill(
    texts: ReadonlyMap<string, string>,
    loaders: ReadonlyMap<string, string>,
    kernels: readonly Release[],
  ): Promise<void> {
    for (const [name, path] of loaders) await this.copy(path, name);
    for (const release of kernels) {
      for (const file of kernelFiles)
        await this.copy(join(release.directory, file), `${pathOf(release)}/${file}`);
    }
    for (const [path, text] of texts) await this.write(join("tftp", path), text);
    const wanted = new Set([
      ...texts.keys(),
      ...loaders.keys(),
      ...kernels.flatMap((release) => kernelFiles.map((file) => `${pathOf(release)}/${file}`)),
    ]);
    for (const entry of await readdir(this.tftpRoot, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !wanted.has(path.slice(this.tftpRoot.length + 1))) await rm(path);
    }
  }

  private async copy(from: string, name: string): Promise<void> {
    const to = join(this.tftpRoot, name);
    await makePublicDirectory(dirname(to));
    await copyFile(from, `${to}.new`, constants.COPYFILE_FICLONE);
    await chmod(`${to}.new`, 0o644);
    await rename(`${to}.new`, to);
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
