import { join } from "node:path";
import type { TreeContents } from "../../distributions/distribution.ts";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { noteFetched } from "../../distributions/downloads.ts";
import type { StageContext, StageRunner } from "../../pipeline/builder.ts";
import { runInNamespace } from "../../system/namespace.ts";
import type { bootstrap as definition } from "./definitions.ts";
import { keepDownloads, openDownloads } from "./downloads.ts";

/**
 * Makes `output`/tree with packages, without an initrd. Downloads are kept for the next tree, even after a failure.
 * @throws CommandError if a tool fails, CancelledError if `signal` ended it
 */
export const makeTree = async (
  contents: TreeContents & { readonly distribution: DistributionName },
  {
    output,
    signal,
    packages,
    log,
    progress,
  }: Pick<StageContext, "output" | "signal" | "packages" | "log" | "progress">,
): Promise<void> => {
  const { bootstrap } = distributions[contents.distribution];
  const downloads = join(output, "downloads");
  await openDownloads(contents.distribution, downloads);
  const followLine = bootstrap.follow(progress, packages);
  const { command, env } = bootstrap.treeCommand(contents, output, downloads);
  try {
    await runInNamespace(command, {
      signal,
      env,
      onLine(line) {
        log(line);
        followLine(line);
      },
    });
    await noteFetched(contents);
  } finally {
    await keepDownloads(contents.distribution, downloads);
  }
};

/** The base tree with all packages. It has no initrd, since the guest's files are not in place yet. */
export const bootstrap: StageRunner<ReturnType<typeof definition.inputs>> = ({ inputs, ...context }) =>
  makeTree(inputs, context);
