import { join } from "node:path";
import { packageRoot } from "../../system/paths.ts";
import type { Bootstrap, PackageSource, Progress } from "../distribution.ts";
import { aptLists, archives } from "./lists/find.ts";

const kinds = [aptLists, archives];

/** mmdebstrap passes hooks to a shell with the tree as $1. They contain nothing of the settings. */
const mounting = (kind: string) => [
  `--setup-hook=mkdir -p "$1/var/${kind}" && mount --bind "$THINSMITH_DOWNLOADS/${kind}" "$1/var/${kind}"`,
  `--customize-hook=umount "$1/var/${kind}"`,
];

/** lock.sh adds to apt's configuration in the tree, and takes it away again. */
const locking = (lock: string | undefined) =>
  lock === undefined
    ? []
    : ["setup", "customize"].map((hook) => `--${hook}-hook="$THINSMITH_SCRIPTS/lock.sh" ${hook} "$1"`);

const scripts = () => join(packageRoot(), "src/distributions/debian");

const environment = (downloads: string, lock: string | undefined): Readonly<Record<string, string>> => ({
  THINSMITH_DOWNLOADS: downloads,
  THINSMITH_SCRIPTS: scripts(),
  ...(lock === undefined ? {} : { THINSMITH_LOCK: lock }),
});

const mmdebstrap = (variant: string, { components, architecture }: PackageSource) => [
  "mmdebstrap",
  "--mode=root",
  "--format=directory",
  `--variant=${variant}`,
  `--architectures=${architecture.debian}`,
  "--verbose",
  `--components=${components.join(",")}`,
  "--aptopt=Acquire::Retries 3",
];

/**
 * Work that every tree has, in packages that are unpacked and set up in the same time, as measured with trees of 161 to 489
 * packages: what comes before the packages that were chosen, and what comes after them, of which the second update of
 * the certificates is the most.
 */
const always = { before: 135, after: 30 };
/** Steps that take longer than those of other packages, by how their lines begin, and how much longer. */
const slowSteps: readonly (readonly [RegExp, number])[] = [
  [/^Unpacking linux-image-\d/, 13],
  [/^Setting up ca-certificates\b/, 38],
];
const slowest = slowSteps.reduce((sum, [, packages]) => sum + packages, 0);
/** How far the work before them is when a line comes that begins so. */
const milestones: readonly (readonly [string, number])[] = [
  ["I: downloading packages with apt", 0.13],
  ["I: extracting archives", 0.21],
  ["I: installing essential packages", 0.4],
  ["I: installing remaining packages", 0.78],
];
/** Packages that could be set up while a megabyte is downloaded. */
const packagesPerMegabyte = 0.2;

const bytesOf = (amount = "0", unit = "B"): number =>
  Number(amount.replaceAll(",", "")) * { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit as "B" | "kB" | "MB" | "GB"];

/**
 * The progress of apt and dpkg, from their lines. apt announces what it will download and install: first the essential
 * packages, then all others.
 * @param expected how many packages the tree will have, as far as that is known; without it the fraction is known from
 * apt's second announcement on
 */
const follow = (progress: Progress, expected?: number) => {
  let rounds = 0;
  let announced = 0;
  let others: number | undefined;
  let steps = 0;
  // Slow steps that are over, and the one that runs.
  let [slow, running] = [0, 0];
  let before = 0;
  let [toDownload, downloaded] = [0, 0];
  let most = 0;
  const say = (detail: string) => {
    if (others === undefined) return progress(undefined, detail);
    const megabytes = (bytes: number) => (bytes / 1e6) * packagesPerMegabyte;
    const chosen = rounds > 1 ? Math.min(others, steps / 2) + slow : 0;
    const done = before * always.before + chosen + megabytes(downloaded);
    const all = always.before + others + slowest + always.after + megabytes(toDownload);
    most = Math.max(most, Math.min(1, done / all));
    progress(most, detail);
  };
  return (line: string) => {
    const milestone = milestones.find(([begin]) => line.startsWith(begin));
    if (milestone) {
      before = milestone[1];
      say(line.slice(3));
    }
    const installed = /(\d+) newly installed/.exec(line)?.[1];
    if (installed) {
      rounds += 1;
      // The second round is announced twice.
      if (rounds === 1 && expected !== undefined) others = Math.max(0, expected - Number(installed));
      if (rounds === 2) {
        [others, before, steps] = [Number(installed), 1, 0];
      }
      announced = Number(installed);
    }
    const need = /^Need to get ([\d.,]+) (\w+)(?:\/\S+ \w+)? of archives/.exec(line);
    if (need && rounds <= 2) [toDownload, downloaded] = [bytesOf(need[1], need[2]), 0];
    // The line of a package has its name, architecture, version and size. The line of a list has fewer words.
    const got = /^Get:\d+ \S+ \S+ \S+ \S+ \S+ \S+ \[([\d.,]+) (\w+)\]/.exec(line);
    if (got && toDownload > 0) {
      downloaded += bytesOf(got[1], got[2]);
      say(`${Math.round(downloaded / 1e6)} of ${Math.round(toDownload / 1e6)} MB downloaded`);
    }
    const step = /^(Unpacking|Setting up) (\S+)/.exec(line);
    if (!step) return;
    steps += 1;
    slow += running;
    running = slowSteps.find(([begin]) => begin.test(line))?.[1] ?? 0;
    if (rounds === 1) before = 0.4 + (0.38 * steps) / (2 * announced);
    say(`${announced} packages, ${step[1]?.toLowerCase()} ${step[2]}`);
  };
};

/** What lock.ts does with lists and packages, loaded only when it is needed. */
const withLists = () => import("./lock.ts");

/** mmdebstrap(1). It and apt check mirrors, keys and signatures. */
export const bootstrap: Bootstrap = {
  kinds,
  lists: aptLists,
  // A tree without packages: of a build only `apt-get update` remains, with the same mirrors, keys and components.
  listsCommand: (source, target, downloads, lock) => ({
    command: [
      ...mmdebstrap("custom", source),
      // apt's caches, which this tree does not need, would take 60 MB and a second.
      '--aptopt=Dir::Cache::pkgcache ""',
      '--aptopt=Dir::Cache::srcpkgcache ""',
      "--skip=download/empty,cleanup/apt",
      ...mounting(aptLists),
      ...locking(lock),
      source.suite,
      target,
      ...(source.mirror === null ? [] : [source.mirror]),
    ],
    env: environment(downloads, lock),
  }),
  treeCommand: (contents, output, downloads, lock) => ({
    command: [
      join(scripts(), "bootstrap.sh"),
      output,
      contents.mirror ?? "",
      ...mmdebstrap("minbase", contents),
      `--include=${contents.packages.join(",")}`,
      "--aptopt=APT::Install-Recommends false",
      "--dpkgopt=force-unsafe-io",
      "--skip=download/empty,essential/unlink,cleanup/apt",
      // The lists are there, but for that of a lock's own packages.
      ...(lock === undefined ? ["--skip=update"] : []),
      ...kinds.flatMap(mounting),
      ...locking(lock),
      '--essential-hook="$THINSMITH_SCRIPTS/depmod.sh" begin "$1"',
      '--customize-hook="$THINSMITH_SCRIPTS/depmod.sh" end "$1"',
      contents.suite,
    ],
    env: { ...environment(downloads, lock), INITRD: "No" },
  }),
  listsDate: async (downloads) => (await import("./lists/date.ts")).newestDate(join(downloads, aptLists)),
  installed: async (...args) => (await withLists()).installed(...args),
  openLock: async (...args) => (await withLists()).openLock(...args),
  closeLock: async (...args) => (await withLists()).closeLock(...args),
  follow,
};
