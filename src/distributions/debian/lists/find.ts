import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ListDirectory, PackageSource } from "../../distribution.ts";
import { downloadsOf } from "../../downloads.ts";

/** A list: the index of one component of one pocket. A pocket is a suite, its updates, or its security updates. */
export interface PackageList {
  readonly path: string;
  readonly compressed: boolean;
  readonly writtenAt: Date;
  readonly pocket: string;
  readonly component: string;
  /** Whether it is of the mirror that the source names. */
  readonly fromMirror: boolean;
}

/** Where apt keeps lists and packages, below /var. */
export const aptLists = "lib/apt/lists";
export const archives = "cache/apt/archives";

/** Where to look for lists: our own downloads, then those of this machine's apt. */
const listDirectories = ({ distribution }: PackageSource): ListDirectory[] => [
  { path: join(downloadsOf(distribution), aptLists), mixed: false },
  { path: "/var/lib/apt/lists", mixed: true },
];

/**
 * Names that apt gives to lists: the quoted address, with _ for each slash (URItoFileName in apt-pkg). Until Debian 10 the
 * security updates of a suite were `<suite>/updates`.
 */
const listName =
  /^(?<mirror>.+)_dists_(?<pocket>[^_]+(?:_updates)?)_(?<component>[^_]+)_binary-(?<of>[^_]+)_Packages(?<ending>\.(?:gz|xz|lz4|zst|bz2|lzma))?$/;

/** A mirror's address as it is at the beginning of a list's name. */
const quotedMirror = (mirror: string): string =>
  mirror
    .replace(/^[a-z]+:\/\/([^/]*@)?/, "")
    .replace(/\/+$/, "")
    .replace(
      /[\\|{}[\]<>"^~_=!@#$%&*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
    .replaceAll("/", "_");

/** Whether the origin of a pocket, according to its signed Release file, is the distribution. */
const isOwn = async (directory: string, prefix: string, distribution: string): Promise<boolean> => {
  const origin = new RegExp(`^Origin: ${distribution}$`, "im");
  for (const name of [`${prefix}_InRelease`, `${prefix}_Release`]) {
    const head = createReadStream(join(directory, name), { end: 4095 });
    if (origin.test(await text(head).catch(() => ""))) return true;
  }
  return false;
};

const pocketsOf = (suite: string): string[] => [
  suite,
  `${suite}-updates`,
  `${suite}-security`,
  `${suite}_updates`,
];

const candidatesIn = async (
  { distribution, suite, mirror, components, architecture }: PackageSource,
  { path: directory, mixed }: ListDirectory,
) => {
  const pockets = pocketsOf(suite);
  const found: PackageList[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const groups = listName.exec(name)?.groups;
    if (!groups) continue;
    const { mirror: from = "", pocket = "", component = "", of, ending } = groups;
    if (!pockets.includes(pocket) || !components.includes(component)) continue;
    if (of !== architecture.debian) continue;
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
 * The lists of the source's suite and components, with its updates and security where they are there, from the
 * first directory that has the suite's `main`. Where lists of several mirrors lie there: those of its mirror where it
 * names one that has any, else of each the one written last.
 * @returns the suite's own first; an empty array where there are none
 */
export const findPackageLists = async (
  source: PackageSource,
  directories: readonly ListDirectory[] = listDirectories(source),
): Promise<PackageList[]> => {
  const pockets = pocketsOf(source.suite);
  for (const directory of directories) {
    const all = await candidatesIn(source, directory);
    const ofMirror = all.filter(({ fromMirror }) => fromMirror);
    const newest = new Map<string, PackageList>();
    for (const candidate of ofMirror.length > 0 ? ofMirror : all) {
      const key = `${candidate.pocket} ${candidate.component}`;
      const there = newest.get(key);
      if (!there || there.writtenAt < candidate.writtenAt) newest.set(key, candidate);
    }
    if (!newest.has(`${source.suite} main`)) continue;
    return [...newest.values()].sort((a, b) => pockets.indexOf(a.pocket) - pockets.indexOf(b.pocket));
  }
  return [];
};
