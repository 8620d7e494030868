import { join } from "node:path";
import type { StageContext, StageRunner } from "../../pipeline/builder.ts";
import type { Settings } from "../../settings/schema.ts";
import { runInNamespace } from "../../system/namespace.ts";
import type { bootstrap as definition } from "./definitions.ts";
import { downloadKinds, keepDownloads, openDownloads } from "./downloads.ts";
import { script } from "./script.ts";

/**
 * How far apt and dpkg are, from their lines: apt says once how many packages it will install, and each is
 * unpacked and set up. The essential packages before that are the first tenth.
 */
const follow = (progress: (fraction: number | undefined, detail?: string) => void) => {
  let total = 0;
  let steps = 0;
  let downloaded = 0;
  return (line: string) => {
    const announced = /(\d+) newly installed/.exec(line)?.[1];
    if (announced) total = Number(announced);
    if (/^Get:\d+ .*\.deb|^Get:\d+ \S+ \S+ \S+ (amd64|all) /.test(line)) {
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

/** mmdebstrap hands hooks to a shell with the tree as $1; nothing of the settings is in them. */
const mountDownloads = downloadKinds.flatMap((kind) => [
  `--setup-hook=mkdir -p "$1/var/${kind}" && mount --bind "$THINSMITH_DOWNLOADS/${kind}" "$1/var/${kind}"`,
  `--customize-hook=umount "$1/var/${kind}"`,
]);

/** What a root tree is made of. */
export interface TreeContents {
  readonly distribution: Settings["base"]["distribution"];
  readonly suite: string;
  /** The one mirror for everything; null: mmdebstrap's choice. */
  readonly mirror: string | null;
  readonly components: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Makes `output`/tree with packages, by mmdebstrap(1). No initrd is made. What was downloaded is kept for the next tree,
 * also when this one fails.
 * @throws CommandError when mmdebstrap fails, CancelledError when `signal` ended it
 */
export const makeTree = async (
  { distribution, suite, mirror, components, packages }: TreeContents,
  { output, signal, log, progress }: Pick<StageContext, "output" | "signal" | "log" | "progress">,
): Promise<void> => {
  const downloads = join(output, "downloads");
  await openDownloads(distribution, downloads);
  const followLine = follow(progress);
  const command = [
    "mmdebstrap",
    "--mode=root",
    "--format=directory",
    "--variant=minbase",
    "--verbose",
    `--components=${components.join(",")}`,
    `--include=${packages.join(",")}`,
    "--aptopt=APT::Install-Recommends false",
    "--aptopt=Acquire::Retries 3",
    "--dpkgopt=force-unsafe-io",
    "--skip=download/empty,essential/unlink,cleanup/apt",
    ...mountDownloads,
    '--essential-hook="$THINSMITH_SCRIPTS/depmod.sh" begin "$1"',
    '--customize-hook="$THINSMITH_SCRIPTS/depmod.sh" end "$1"',
    suite,
  ];
  try {
    await runInNamespace([script("bootstrap.sh"), output, mirror ?? "", ...command], {
      signal,
      env: { THINSMITH_DOWNLOADS: downloads, THINSMITH_SCRIPTS: script("."), INITRD: "No" },
      onLine(line) {
        log(line);
        followLine(line);
      },
    });
  } finally {
    await keepDownloads(distribution, downloads);
  }
};

/** The base tree with all packages. The initrd is not made here: the guest is not in place yet. */
export const bootstrap: StageRunner<ReturnType<typeof definition.inputs>> = ({ inputs, ...context }) =>
  makeTree(inputs, context);
