import { join } from "node:path";
import { components, packagesToInstall } from "../../catalog/packages.ts";
import { runInNamespace } from "../../system/namespace.ts";
import type { StageRunner } from "../builder.ts";
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

/** The base tree with all packages, by mmdebstrap(1). The initrd is not made here: the guest is not in place yet. */
export const bootstrap: StageRunner = async ({ settings, output, signal, log, progress }) => {
  const { base } = settings;
  const downloads = join(output, "downloads");
  await openDownloads(base.distribution, downloads);
  const followLine = follow(progress);
  const command = [
    "mmdebstrap",
    "--mode=root",
    "--format=directory",
    "--variant=minbase",
    "--verbose",
    `--components=${components(settings).join(",")}`,
    `--include=${packagesToInstall(settings).join(",")}`,
    "--aptopt=APT::Install-Recommends false",
    "--aptopt=Acquire::Retries 3",
    "--dpkgopt=force-unsafe-io",
    "--skip=download/empty,essential/unlink,cleanup/apt",
    ...mountDownloads,
    '--essential-hook="$THINSMITH_SCRIPTS/depmod.sh" begin "$1"',
    '--customize-hook="$THINSMITH_SCRIPTS/depmod.sh" end "$1"',
    base.suite,
  ];
  try {
    await runInNamespace([script("bootstrap.sh"), output, base.mirror ?? "", ...command], {
      signal,
      env: { THINSMITH_DOWNLOADS: downloads, THINSMITH_SCRIPTS: script("."), INITRD: "No" },
      onLine(line) {
        log(line);
        followLine(line);
      },
    });
  } finally {
    // What was downloaded is kept when the build fails or is cancelled, too.
    await keepDownloads(base.distribution, downloads);
  }
};
