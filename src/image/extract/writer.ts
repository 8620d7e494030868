import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  rmdirSync,
  type Stats,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import type { ArchiveEvent } from "../archive/event.ts";
import type { Entry } from "../entry.ts";
import { nameBytes } from "../names.ts";
import { makeNodes } from "./nodes.ts";
import type { LeftOut, Notes } from "./notes.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;

/** An entry is not written, for this reason. */
class Refused extends Error {
  constructor(readonly reason: LeftOut) {
    super(reason);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/**
 * Writes the entries of an archive below a directory that no other program writes to. It never writes outside, whatever
 * the archive contains: it refuses "..", and every parent must be a real directory, not a link. Without root, this user
 * owns the files, and setuid and setgid are dropped.
 *
 * It writes synchronously: the archive arrives in chunks, and the entries of a chunk are written within milliseconds.
 */
export class TreeWriter {
  readonly #root: Buffer;
  readonly #isRoot = process.getuid?.() === 0;
  /** Paths that are known to be directories, not links. */
  readonly #directories = new Set<string>([""]);
  /** Directories get their permissions and times last, because they may not be writable. */
  readonly #finish = new Map<string, Entry>();
  readonly #nodes: Entry[] = [];
  #open: { readonly file: number; readonly entry: Entry } | undefined;
  /** Number of entries written. */
  entries = 0;

  /** `root`: an existing directory. */
  constructor(
    root: string,
    private readonly notes: Notes,
  ) {
    this.#root = Buffer.from(root);
  }

  /** @throws the operating system's error if writing fails */
  write(events: readonly ArchiveEvent[]): void {
    for (const event of events) {
      if (event.kind === "entry") this.begin(event.entry);
      else this.content(event.bytes);
    }
  }

  /** Begins an entry. `content` writes into it until the next one begins. */
  begin(entry: Entry): void {
    this.#close();
    try {
      this.#make(entry);
      this.entries += 1;
    } catch (error) {
      const code = codeOf(error);
      if (error instanceof Refused) this.notes.add(error.reason, entry.path);
      else if (code === "ENAMETOOLONG" || code === "EINVAL") this.notes.add("long", entry.path);
      else throw error;
    }
  }

  content(bytes: Buffer): void {
    if (!this.#open) return;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#open.file, bytes, at);
  }

  /** Ends the last file, makes device nodes, and sets owner, permissions and time of directories. */
  async end(): Promise<void> {
    this.#close();
    // A later entry may have replaced one, or a directory above it.
    const nodes = this.#nodes.filter(
      ({ path }) => this.#directories.has(above(path)) && this.#stat(path) === undefined,
    );
    for (const entry of await makeNodes(this.#root, nodes)) this.#dress(entry);
    // The directory was created with permissions for this user only.
    if (!this.#finish.has("")) chmodSync(this.#root, 0o755);
    // Deeper directories first: they have longer paths.
    const directories = [...this.#finish].sort(([a], [b]) => b.length - a.length);
    for (const [path, entry] of directories) {
      if (this.#directories.has(path)) this.#dress(entry);
    }
  }

  /** Stops and closes the open file. */
  abandon(): void {
    if (this.#open) closeSync(this.#open.file);
    this.#open = undefined;
  }

  #bytes(path: string): Buffer {
    return path === "" ? this.#root : Buffer.concat([this.#root, Buffer.from("/"), nameBytes(path)]);
  }

  #stat(path: string): Stats | undefined {
    return lstatSync(this.#bytes(path), { throwIfNoEntry: false });
  }

  /** Ensures that a path and all its parents are real directories. */
  #directory(path: string): void {
    if (this.#directories.has(path)) return;
    this.#directory(above(path));
    const there = this.#stat(path);
    if (!there) mkdirSync(this.#bytes(path), 0o700);
    else if (!there.isDirectory()) throw new Refused("link");
    this.#directories.add(path);
  }

  /** Removes what is at a path, so that something other than a directory can be written there. */
  #clear(path: string): void {
    const there = this.#stat(path);
    if (!there) return;
    if (!there.isDirectory()) {
      unlinkSync(this.#bytes(path));
      return;
    }
    try {
      rmdirSync(this.#bytes(path));
      this.#directories.delete(path);
    } catch {
      throw new Refused("kept");
    }
  }

  #make(entry: Entry): void {
    const { path, type } = entry;
    if (path.split("/").includes("..")) throw new Refused("outside");
    if (type === "directory") {
      this.#makeDirectory(entry);
      return;
    }
    if (path === "") throw new Refused("kept");
    if (type === "socket") throw new Refused("socket");
    if ((type === "character" || type === "block") && !this.#isRoot) throw new Refused("device");
    this.#directory(above(path));
    if (type === "file") this.#makeFile(entry);
    else if (type === "link") this.#makeLink(entry);
    else {
      this.#clear(path);
      this.#nodes.push(entry);
    }
  }

  #makeDirectory(entry: Entry): void {
    const { path } = entry;
    if (!this.#directories.has(path)) {
      this.#directory(above(path));
      const there = this.#stat(path);
      if (there && !there.isDirectory()) unlinkSync(this.#bytes(path));
      this.#directory(path);
    }
    this.#finish.set(path, entry);
  }

  #makeFile(entry: Entry): void {
    const path = this.#bytes(entry.path);
    const first = entry.sameAs;
    if (first === undefined) {
      this.#clear(entry.path);
      this.#open = { file: openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600), entry };
      return;
    }
    if (first.split("/").includes("..")) throw new Refused("outside");
    if (first === entry.path || !this.#directories.has(above(first)) || !this.#stat(first)?.isFile()) {
      throw new Refused("broken");
    }
    this.#clear(entry.path);
    linkSync(this.#bytes(first), path);
    // Any of the links of a file may have the content.
    if (entry.size > 0) this.#open = { file: openSync(path, O_WRONLY | O_TRUNC | O_NOFOLLOW), entry };
  }

  #makeLink(entry: Entry): void {
    const path = this.#bytes(entry.path);
    if (!entry.target) throw new Refused("broken");
    this.#clear(entry.path);
    symlinkSync(nameBytes(entry.target), path);
    if (this.#isRoot) lchownSync(path, entry.uid, entry.gid);
    lutimesSync(path, entry.mtime, entry.mtime);
  }

  #close(): void {
    if (!this.#open) return;
    const { file, entry } = this.#open;
    this.#open = undefined;
    try {
      // The owner first: changing it clears setuid.
      if (this.#isRoot) fchownSync(file, entry.uid, entry.gid);
      fchmodSync(file, this.#modeOf(entry));
      futimesSync(file, entry.mtime, entry.mtime);
    } finally {
      closeSync(file);
    }
  }

  #modeOf({ mode, type }: Entry): number {
    return this.#isRoot || type === "directory" ? mode : mode & 0o777;
  }

  /** Sets owner, permissions and time of a directory, device or pipe. */
  #dress(entry: Entry): void {
    const path = this.#bytes(entry.path);
    if (this.#isRoot) lchownSync(path, entry.uid, entry.gid);
    chmodSync(path, this.#modeOf(entry));
    lutimesSync(path, entry.mtime, entry.mtime);
  }
}
