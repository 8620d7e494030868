import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TreeContents } from "../../distributions/distribution.ts";
import { type DistributionName, distributions } from "../../distributions/distributions.ts";
import { noteFetched } from "../../distributions/downloads.ts";
import type { StageContext, StageRunner } from "../../pipeline/builder.ts";
import { writeMadeWith } from "../../pipeline/made-with.ts";
import type { Lock } from "../../release/manifest.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { runInNamespace } from "../../system/namespace.ts";
import type { bootstrap as definition } from "./definitions.ts";
import { keepDownloads, openDownloads } from "./downloads.ts";
import { updateLists } from "./package-lists.ts";
import { bootstrapTools } from "./tools.ts";

type Contents = TreeContents & { readonly distribution: DistributionName };

/** What is given from outside, where it is not the lists that decide. */
interface Given {
  readonly epoch?: number | undefined;
  readonly lock?: Lock | undefined;
  readonly snapshot?: string | null | undefined;
}

/** @throws ThinsmithError with every package of a lock that can be had nowhere */
const closeLock = async (
  { distribution }: Contents,
  { packages }: Lock,
  { lock, downloads, snapshot }: { lock: string; downloads: string; snapshot: string | null },
): Promise<void> => {
  const gone = await distributions[distribution].bootstrap.closeLock(packages, lock, downloads);
  if (gone.length === 0) return;
  const names = gone.map(({ name, version }) => `${name} ${version}`);
  const [some, more] = [names.slice(0, 8).join(", "), names.length - 8];
  throw new ThinsmithError(
    `${names.length === 1 ? "A locked package is" : `${names.length} locked packages are`} neither on the mirror${snapshot === null ? "" : ", nor in the snapshot"} nor among the downloads: ${some}${more > 0 ? ` and ${more} more` : ""}.`,
    {
      remedy:
        "Add a snapshot archive of a time at which they were there, such as --set base.snapshot=https://snapshot.debian.org/archive/debian/20260101T000000Z/",
    },
  );
};

/**
 * Makes `output`/tree with packages, without an initrd. Downloads are kept for the next tree, even after a failure.
 * @returns what it was made of
 * @throws CommandError if a tool fails, CancelledError if `signal` ended it, ThinsmithError if locked packages are gone
 */
export const makeTree = async (
  contents: Contents,
  {
    output,
    signal,
    packages,
    log,
    progress,
  }: Pick<StageContext, "output" | "signal" | "packages" | "log" | "progress">,
  given: Given = {},
): Promise<Lock> => {
  const { bootstrap } = distributions[contents.distribution];
  const downloads = join(output, "downloads");
  const lock = given.lock && join(output, "lock");
  const snapshot = given.snapshot ?? null;
  await openDownloads(contents.distribution, downloads);
  try {
    if (lock) await bootstrap.openLock(contents, lock, snapshot);
    // Before the tree: programs that set packages up write the date of the lists into it.
    await updateLists(contents, output, downloads, { signal, onLine: log }, lock);
    if (given.lock && lock) await closeLock(contents, given.lock, { lock, downloads, snapshot });
    else await noteFetched(contents);
    const epoch =
      given.lock?.epoch ??
      given.epoch ??
      (await bootstrap.listsDate(downloads)) ??
      // An archive that does not say when it was signed: no other build makes the same bytes.
      Math.floor(Date.now() / 1000);
    const followLine = bootstrap.follow(progress, packages);
    const { command, env } = bootstrap.treeCommand(contents, output, downloads, lock);
    await runInNamespace(command, {
      signal,
      env: { ...env, TZ: "UTC", SOURCE_DATE_EPOCH: String(epoch) },
      onLine(line) {
        log(line);
        followLine(line);
      },
    });
    return { epoch, packages: await bootstrap.installed(join(output, "tree"), downloads) };
  } finally {
    await keepDownloads(contents.distribution, downloads, { lists: !lock });
    if (lock) await rm(lock, { recursive: true, force: true });
  }
};

/** The base tree with all packages. It has no initrd, since the guest's files are not in place yet. */
export const bootstrap: StageRunner<ReturnType<typeof definition.inputs>> = async ({
  inputs,
  ...context
}) => {
  const [lock, tools] = await Promise.all([makeTree(inputs, context, inputs), bootstrapTools()]);
  await writeMadeWith(context.output, { lock, tools });
};
