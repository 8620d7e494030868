import { join } from "node:path";
import { packageRoot } from "../../system/paths.ts";
import type { Bootstrap, PackageSource, Progress } from "../distribution.ts";
import { aptLists } from "./lists/find.ts";

const kinds = [aptLists, "cache/apt/archives"];

/** mmdebstrap passes hooks to a shell with the tree as $1. They contain nothing of the settings. */
const mounting = (kind: string) => [
  `--setup-hook=mkdir -p "$1/var/${kind}" && mount --bind "$THINSMITH_DOWNLOADS/${kind}" "$1/var/${kind}"`,
  `--customize-hook=umount "$1/var/${kind}"`,
];

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
 * The progress of apt and dpkg, from their lines. apt prints once how many packages it will install; each package is unpacked
 * and set up. The essential packages, which come before, are the first tenth.
 */
const follow = (progress: Progress) => {
  let total = 0;
  let steps = 0;
  let downloaded = 0;
  return (line: string) => {
    const announced = /(\d+) newly installed/.exec(line)?.[1];
    if (announced) total = Number(announced);
    // The line of a package has its name, architecture and version. The line of a list has fewer words.
    if (/^Get:\d+ \S+ \S+ \S+ \S+ \S+ \S+ \[/.test(line)) {
      downloaded += 1;
      progress(undefined, `${downloaded} packages downloaded`);
    }
    const step = /^(Unpacking|Setting up) (\S+)/.exec(line);
    if (!step) return;
    steps += total > 0 ? 1 : 0;
    const fraction = total > 0 ? Math.min(0.1 + (0.9 * steps) / (2 * total), 1) : undefined;
    progress(fraction, total > 0 ? `${total} packages, ${step[1]?.toLowerCase()} ${step[2]}` : step[2]);
  };
};

/** mmdebstrap(1). It and apt check mirrors, keys and signatures. */
export const bootstrap: Bootstrap = {
  kinds,
  treeCommand(contents, output, downloads) {
    const scripts = join(packageRoot(), "src/distributions/debian");
    return {
      command: [
        join(scripts, "bootstrap.sh"),
        output,
        contents.mirror ?? "",
        ...mmdebstrap("minbase", contents),
        `--include=${contents.packages.join(",")}`,
        "--aptopt=APT::Install-Recommends false",
        "--dpkgopt=force-unsafe-io",
        "--skip=download/empty,essential/unlink,cleanup/apt",
        ...kinds.flatMap(mounting),
        '--essential-hook="$THINSMITH_SCRIPTS/depmod.sh" begin "$1"',
        '--customize-hook="$THINSMITH_SCRIPTS/depmod.sh" end "$1"',
        contents.suite,
      ],
      env: { THINSMITH_DOWNLOADS: downloads, THINSMITH_SCRIPTS: scripts, INITRD: "No" },
    };
  },
  // A tree without packages: of a build only `apt-get update` remains, with the same mirrors, keys and components.
  listsCommand: (source, target, downloads) => ({
    command: [
      ...mmdebstrap("custom", source),
      // apt's caches, which this tree does not need, would take 60 MB and a second.
      '--aptopt=Dir::Cache::pkgcache ""',
      '--aptopt=Dir::Cache::srcpkgcache ""',
      "--skip=download/empty,cleanup/apt",
      ...mounting(aptLists),
      source.suite,
      target,
      ...(source.mirror === null ? [] : [source.mirror]),
    ],
    env: { THINSMITH_DOWNLOADS: downloads },
  }),
  follow,
};
