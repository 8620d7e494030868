/** Type of an archive entry. `link` is a symbolic link; a hard link is a `file` with `sameAs`. */
export type EntryType = "directory" | "file" | "link" | "character" | "block" | "fifo" | "socket";

/** One entry of an archive or of a squashfs. */
export interface Entry {
  /**
   * Path from the root of the archive, without a leading slash; "" is the root itself. It may contain bytes that are not
   * UTF-8 (see names.ts): use `visible` before showing it to a person and `nameBytes` before passing it to a file system.
   */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid (0o4000), setgid (0o2000) and sticky (0o1000). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Size of a file in bytes; 0 for other types. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Target of a symbolic link, unchanged. */
  readonly target?: string;
  /** Path of an earlier entry with the same content: this is a hard link in a tar or cpio archive. */
  readonly sameAs?: string;
  /** Major and minor number of a device. */
  readonly device?: { readonly major: number; readonly minor: number };
}

const letters: Record<EntryType, string> = {
  directory: "d",
  file: "-",
  link: "l",
  character: "c",
  block: "b",
  fifo: "p",
  socket: "s",
};

const typesByLetter = new Map((Object.keys(letters) as EntryType[]).map((type) => [letters[type], type]));

/** The entry type for the first letter of a line of `ls -l`. */
export const typeOfLetter = (letter: string): EntryType | undefined => typesByLetter.get(letter);

const bits = (mode: number, special: number, letter: string): string => {
  const executable = (mode & 1) !== 0;
  const last = special === 0 ? (executable ? "x" : "-") : executable ? letter : letter.toUpperCase();
  return `${mode & 4 ? "r" : "-"}${mode & 2 ? "w" : "-"}${last}`;
};

/** Type and permissions as `ls -l` shows them: drwxr-xr-x. */
export const modeText = (type: EntryType, mode: number): string =>
  letters[type] +
  bits(mode >> 6, mode & 0o4000, "s") +
  bits(mode >> 3, mode & 0o2000, "s") +
  bits(mode, mode & 0o1000, "t");
