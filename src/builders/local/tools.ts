import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import type { Settings } from "../../settings/schema.ts";
import { run } from "../../system/process.ts";

/** The version that a program prints; undefined if it prints none. */
const versionOf = async (...command: readonly string[]): Promise<string | undefined> =>
  /\d+(\.\d+)+[A-Za-z0-9.+~-]*/.exec(await run(command).catch(() => ""))?.[0];

/** The libraries with which mksquashfs compresses. */
const libraries: Readonly<Record<Settings["rootfs"]["compression"], string>> = {
  zstd: "libzstd",
  xz: "liblzma",
  lz4: "liblz4",
  gzip: "libz",
};

/** The version of a library that a program of this machine loads: its file is named by it (`libzstd.so.1.5.4`). */
const libraryVersion = async (program: string, library: string): Promise<string | undefined> => {
  const loaded = await run(["sh", "-c", 'ldd "$(command -v "$1")"', "sh", program]).catch(() => "");
  const path = new RegExp(`^\\s*${library}\\.so\\S* => (/\\S+)`, "m").exec(loaded)?.[1];
  const file = path && basename(await realpath(path).catch(() => ""));
  return file?.startsWith(`${library}.so.`) ? file.slice(`${library}.so.`.length) : undefined;
};

type Versions = Readonly<Record<string, string>>;

const known = async (
  versions: Readonly<Record<string, Promise<string | undefined> | string | undefined>>,
): Promise<Versions> => {
  const found = await Promise.all(
    Object.entries(versions).map(async ([name, version]) => [name, await version] as const),
  );
  return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== undefined));
};

/** What installs packages. Those that configure them are packages of the tree themselves. */
export const bootstrapTools = (): Promise<Versions> =>
  known({ mmdebstrap: versionOf("mmdebstrap", "--version"), apt: versionOf("apt-get", "--version") });

export const packingTools = ({ compression }: Pick<Settings["rootfs"], "compression">): Promise<Versions> => {
  const library = libraries[compression];
  return known({
    mksquashfs: versionOf("mksquashfs", "-version"),
    [library]: libraryVersion("mksquashfs", library),
  });
};

export const archiveTools = (): Promise<Versions> =>
  known({ node: process.versions.node, zlib: process.versions.zlib });
