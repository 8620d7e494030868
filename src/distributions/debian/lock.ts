import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../system/files.ts";
import { run } from "../../system/process.ts";
import type { Bootstrap, LockedPackage, PackageSource } from "../distribution.ts";
import { listedPackages } from "./lists/entries.ts";
import { aptLists, archives } from "./lists/find.ts";
import { parseStatus } from "./status.ts";

/** The name that apt gives to a package's file. */
const fileOf = ({ name, version, architecture }: LockedPackage): string =>
  `${name}_${version.replaceAll(":", "%3a")}_${architecture}.deb`;

const isSame = (one: LockedPackage, other: LockedPackage): boolean =>
  one.name === other.name &&
  one.version === other.version &&
  one.architecture === other.architecture &&
  (one.sha256 === undefined || other.sha256 === undefined || one.sha256 === other.sha256);

const namesOf = (packages: readonly LockedPackage[]) => new Set(packages.map(({ name }) => name));

export const installed: Bootstrap["installed"] = async (tree, downloads) => {
  const status = parseStatus(await readFile(join(tree, "var/lib/dpkg/status")));
  const packages = status.map(({ name, version, architecture }) => ({ name, version, architecture }));
  const listed = await listedPackages(join(downloads, aptLists), namesOf(packages));
  return packages.map((one) => ({ ...one, ...listed.find((other) => isSame(one, other)) }));
};

/**
 * The sources of a snapshot, as lines of sources.list(5). What it signed has expired long since. Debian's snapshots have
 * the security updates beside the archive (https://snapshot.debian.org), Ubuntu's have all in one.
 */
const snapshotSources = ({ suite, components }: PackageSource, snapshot: string): string[] => {
  const security = snapshot.replace(/\/archive\/debian(?=\/)/, "/archive/debian-security");
  const pockets = [
    [snapshot, suite],
    [snapshot, `${suite}-updates`],
    [security, `${suite}-security`],
  ];
  return pockets.map(
    ([address, pocket]) => `deb [check-valid-until=no @signed@] ${address} ${pocket} ${components.join(" ")}`,
  );
};

const write = (lock: string, name: string, lines: readonly string[]) =>
  writeFile(join(lock, name), lines.map((line) => `${line}\n`).join(""));

export const openLock: Bootstrap["openLock"] = async (source, lock, snapshot) => {
  await mkdir(lock);
  await write(lock, "sources", snapshot === null ? [] : snapshotSources(source, snapshot));
};

/** apt chooses among the versions with the highest priority; below 0 it installs none (apt_preferences(5)). */
const preferences = (packages: readonly LockedPackage[]): string[] => [
  ...["Package: *", "Pin: release *", "Pin-Priority: -1", ""],
  ...packages.flatMap(({ name, version }) => [
    ...[`Package: ${name}`, `Pin: version ${version}`, "Pin-Priority: 1001", ""],
  ]),
];

/** Paths of those packages that are among the downloads, the same file that was installed. */
const downloaded = async (
  packages: readonly LockedPackage[],
  downloads: string,
): Promise<Map<LockedPackage, string>> => {
  const here = new Map<LockedPackage, string>();
  for (const one of packages) {
    const path = join(downloads, archives, fileOf(one));
    if (one.sha256 !== undefined && (await exists(path))) here.set(one, path);
  }
  if (here.size === 0) return here;
  const sums = (await run(["sha256sum", "--", ...here.values()])).split("\n");
  return new Map([...here].filter(([{ sha256 }, path]) => sums.includes(`${sha256}  ${path}`)));
};

/** An entry of a repository's index. apt never fetches the file: it finds it among its own. */
const entry = async ({ sha256 }: LockedPackage, path: string): Promise<string[]> => [
  (await run(["dpkg-deb", "--field", path])).trimEnd(),
  `Filename: ./${path.slice(path.lastIndexOf("/") + 1)}`,
  `Size: ${(await stat(path)).size}`,
  `SHA256: ${sha256}`,
  "",
];

/** Says that the repository has this index and no packed one: apt takes each that it looks for in vain as an error. */
const release = async (path: string): Promise<string[]> => {
  const index = await readFile(path);
  const sum = createHash("sha256").update(index).digest("hex");
  return ["Date: Thu, 01 Jan 1970 00:00:00 UTC", "SHA256:", ` ${sum} ${index.length} Packages`];
};

/**
 * Packages that only we have come from a repository of our own, which no key has signed: apt checked each of them when it
 * was downloaded, and the lock has its sum.
 */
export const closeLock: Bootstrap["closeLock"] = async (packages, lock, downloads) => {
  const listed = await listedPackages(join(downloads, aptLists), namesOf(packages));
  const gone = packages.filter((one) => !listed.some((other) => isSame(one, other)));
  const here = await downloaded(gone, downloads);
  const entries: string[] = [];
  for (const [one, path] of here) entries.push(...(await entry(one, path)));
  await write(lock, "preferences", preferences(packages));
  if (entries.length > 0) {
    await write(lock, "Packages", entries);
    await write(lock, "Release", await release(join(lock, "Packages")));
    const sources = await readFile(join(lock, "sources"), "utf8");
    await write(lock, "sources", [`${sources}deb [trusted=yes] copy:${encodeURI(lock)} ./`]);
  }
  return gone.filter((one) => !here.has(one));
};
