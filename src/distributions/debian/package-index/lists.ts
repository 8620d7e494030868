import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { components } from "../../../contents/packages.ts";
import type { Settings } from "../../../settings/schema.ts";
import { cacheDirectory } from "../../../system/paths.ts";

/** A directory of lists as apt keeps them. */
export interface ListDirectory {
  readonly path: string;
  /** Whether it may hold lists of others than the distribution: these are left out. */
  readonly mixed: boolean;
}

/** One list: an index of the packages of one component of one pocket (a suite, its updates, its security). */
export interface PackageList {
  readonly path: string;
  readonly compressed: boolean;
  readonly writtenAt: Date;
}

/** Where lists may lie: what our own builds downloaded, then what this machine's apt did. */
export const listDirectories = ({ base }: Settings): ListDirectory[] => [
  { path: join(cacheDirectory(), "downloads", base.distribution, "lib/apt/lists"), mixed: false },
  { path: "/var/lib/apt/lists", mixed: true },
];

/**
 * Names that apt gives to lists: the address, quoted, with _ for each slash (URItoFileName in apt-pkg). The suite's
 * security updates were `<suite>/updates` until Debian 10.
 */
const listName =
  /^(?<mirror>.+)_dists_(?<pocket>[^_]+(?:_updates)?)_(?<component>[^_]+)_binary-amd64_Packages(?<ending>\.(?:gz|xz|lz4|zst|bz2|lzma))?$/;

/** A mirror's address as a list's name begins. */
const quotedMirror = (mirror: string): string =>
  mirror
    .replace(/^[a-z]+:\/\/([^/]*@)?/, "")
    .replace(/\/+$/, "")
    .replace(
      /[\\|{}[\]<>"^~_=!@#$%&*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
    .replaceAll("/", "_");

/** Whether a pocket's signed Release says that it comes from the distribution itself. */
const isOwn = async (directory: string, prefix: string, distribution: string): Promise<boolean> => {
  const origin = new RegExp(`^Origin: ${distribution}$`, "im");
  for (const name of [`${prefix}_InRelease`, `${prefix}_Release`]) {
    const file = await open(join(directory, name)).catch(() => undefined);
    if (!file) continue;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      if (origin.test(buffer.toString("latin1", 0, bytesRead))) return true;
    } finally {
      await file.close();
    }
  }
  return false;
};

interface Candidate extends PackageList {
  readonly pocket: string;
  readonly component: string;
  readonly fromMirror: boolean;
}

const pocketsOf = (suite: string): string[] => [
  suite,
  `${suite}-updates`,
  `${suite}-security`,
  `${suite}_updates`,
];

const candidatesIn = async (settings: Settings, { path: directory, mixed }: ListDirectory) => {
  const { distribution, suite, mirror } = settings.base;
  const pockets = pocketsOf(suite);
  const wanted = components(settings);
  const found: Candidate[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const groups = listName.exec(name)?.groups;
    if (!groups) continue;
    const { mirror: from = "", pocket = "", component = "", ending } = groups;
    if (!pockets.includes(pocket) || !wanted.includes(component)) continue;
    if (mixed && !(await isOwn(directory, `${from}_dists_${pocket}`, distribution))) continue;
    const path = join(directory, name);
    const stats = await stat(path).catch(() => undefined);
    if (!stats?.isFile() || stats.size === 0) continue;
    const fromMirror = mirror !== null && from === quotedMirror(mirror);
    const compressed = ending !== undefined;
    found.push({ path, compressed, writtenAt: stats.mtime, pocket, component, fromMirror });
  }
  return found;
};

/**
 * The lists of the settings' suite and components, with its updates and security where they are there, from the
 * first directory that has the suite's `main`. Where lists of several mirrors lie there: those of base.mirror when it
 * is set and has any, else of each the one written last.
 * @returns the suite's own first; an empty array where there are none
 */
export const findPackageLists = async (
  settings: Settings,
  directories: readonly ListDirectory[] = listDirectories(settings),
): Promise<PackageList[]> => {
  const pockets = pocketsOf(settings.base.suite);
  for (const directory of directories) {
    const all = await candidatesIn(settings, directory);
    const ofMirror = all.filter(({ fromMirror }) => fromMirror);
    const newest = new Map<string, Candidate>();
    for (const candidate of ofMirror.length > 0 ? ofMirror : all) {
      const key = `${candidate.pocket} ${candidate.component}`;
      const there = newest.get(key);
      if (!there || there.writtenAt < candidate.writtenAt) newest.set(key, candidate);
    }
    if (!newest.has(`${settings.base.suite} main`)) continue;
    return [...newest.values()]
      .sort((a, b) => pockets.indexOf(a.pocket) - pockets.indexOf(b.pocket))
      .map(({ path, compressed, writtenAt }) => ({ path, compressed, writtenAt }));
  }
  return [];
};
