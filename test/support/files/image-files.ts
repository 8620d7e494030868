import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, lutimesSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Compression } from "../../../src/image/image.ts";

export const isRoot = process.getuid?.() === 0;

const bytes = (text: string) => Buffer.from(text, "latin1");

/** Names that listings get wrong: newlines, arrows, wildcards, backslashes, bytes that are no UTF-8, escapes. */
export const oddNames: readonly Buffer[] = [
  ...["plain", "a -> b", "-dash", "st*r", "sttr", "q?[x]", "back\\slash", "back\\nslash", " lead", "trail "],
  ...["new\nline", "two\n\nlines\n", "tab\t", "esc\x1b[2J", "bin\xff\xfe", "both\n\xff", "#hash", "!bang"],
  "-rw-r--r-- 0\\0 1 2026-01-01 00:00 squashfs-root",
  "line\n-rw-r--r-- 0\\0                       1 2026-01-01 00:00 squashfs-root\\etc",
].map(bytes);

const at = (folder: string, name: Buffer | string) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]);

/** Seconds since the epoch that all of an odd tree is dated to: a whole minute, as unsquashfs prints it. */
export const oddTime = 1_700_000_040;

/** A tree with everything that a listing may get wrong; with devices where we are root. */
export const makeOddTree = (folder: string): void => {
  mkdirSync(join(folder, "dir/deep/er"), { recursive: true });
  for (const [index, name] of oddNames.entries())
    writeFileSync(at(folder, name), `${index}`.repeat(index + 1));
  writeFileSync(join(folder, "dir/large"), Buffer.alloc(300_000, "large "));
  writeFileSync(join(folder, "dir/empty"), "");
  symlinkSync(bytes("x -> y"), at(folder, "link"));
  symlinkSync(bytes("a\nb"), at(folder, "l -> nk"));
  symlinkSync(bytes("\xff\n-rw"), at(folder, "l\nb"));
  symlinkSync("../plain", join(folder, "dir/up"));
  linkSync(join(folder, "plain"), join(folder, "hard"));
  linkSync(join(folder, "plain"), join(folder, "dir/harder"));
  execFileSync("mkfifo", [join(folder, "fifo")]);
  if (isRoot) {
    execFileSync("mknod", [join(folder, "null"), "c", "1", "3"]);
    execFileSync("mknod", [join(folder, "disk"), "b", "259", "300"]);
    execFileSync("chown", ["1000:50", join(folder, "dir/large")]);
  }
  chmodSync(join(folder, "dir/large"), 0o4751);
  chmodSync(join(folder, "dir"), 0o1777);
  chmodSync(join(folder, "dir/deep"), 0o2750);
  for (const path of execFileSync("find", [folder, "-depth", "-print0"]).toString("latin1").split("\0")) {
    if (path !== "") lutimesSync(bytes(path), oddTime, oddTime);
  }
};

export const makeSquashfs = (folder: string, file: string, ...args: string[]): void => {
  execFileSync("mksquashfs", [folder, file, "-noappend", "-quiet", "-no-progress", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
};

/** A folder as cpio(1) packs it. */
export const makeCpio = (folder: string): Buffer => {
  const names = execFileSync("find", [".", "-depth", "-print0"], { cwd: folder });
  return execFileSync("cpio", ["-o", "-H", "newc", "--null", "--quiet", "--reproducible"], {
    cwd: folder,
    input: names,
    maxBuffer: 1e9,
    stdio: ["pipe", "pipe", "pipe"],
  });
};

/** Packs as mkinitramfs does. */
export const packs: Readonly<Record<Compression, readonly string[]>> = {
  none: ["cat"],
  gzip: ["gzip", "-n"],
  zstd: ["zstd", "-q", "-3"],
  xz: ["xz", "-q", "--check=crc32"],
  lz4: ["lz4", "-q", "-l"],
  bzip2: ["bzip2"],
  lzma: ["lzma"],
};

export const pack = (compression: Compression, content: Buffer): Buffer => {
  const [command = "", ...args] = packs[compression];
  return execFileSync(command, args, { input: content, maxBuffer: 1e9, stdio: ["pipe", "pipe", "pipe"] });
};

/** Zeros up to the next multiple of 4, as every archive but the first needs them, and some more. */
export const paddedTo4 = (content: Buffer, more = 0): Buffer =>
  Buffer.concat([content, Buffer.alloc(((4 - (content.length % 4)) % 4) + more)]);

export const makeTar = (folder: string, format = "gnu"): Buffer =>
  execFileSync("tar", ["-c", `--format=${format}`, "--numeric-owner", "--sort=name", "."], {
    cwd: folder,
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", "pipe"],
  });
