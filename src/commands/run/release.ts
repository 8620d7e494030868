import { basename, dirname } from "node:path";
import prettyBytes from "pretty-bytes";
import { dropCanary, moveCurrent } from "../../release/links.ts";
import { prune, type Reason } from "../../release/prune.ts";
import { findRelease, type ListedRelease, listReleases, type Release } from "../../release/release.ts";
import { UsageError } from "../../system/errors.ts";
import { shortPath } from "../../system/paths.ts";
import type { OptionsOf } from "../options.ts";
import type {
  releaseCurrent,
  releaseList,
  releasePromote,
  releasePrune,
  releaseRollback,
} from "../release.ts";

const bytesOf = ({ manifest }: Release) => manifest.files.reduce((sum, file) => sum + file.size, 0);

const size = (release: Release) => prettyBytes(bytesOf(release));

/** What `release list --json` prints of a release. */
const jsonOf = (release: ListedRelease) => ({
  name: release.manifest.name,
  id: release.manifest.id,
  path: release.directory,
  current: release.current,
  canary: release.canary,
  bytes: bytesOf(release),
  finishedAt: release.manifest.finishedAt,
});

export const listReleasesCommand = async ({ output, json }: OptionsOf<typeof releaseList>): Promise<void> => {
  const releases = await listReleases(output);
  if (json) {
    process.stdout.write(`${JSON.stringify(releases.map(jsonOf), null, 2)}\n`);
    return;
  }
  if (releases.length === 0) process.stderr.write(`There is no release in ${output}.\n`);
  for (const release of releases) {
    const { id, name } = release.manifest;
    process.stdout.write(
      `${release.current ? "*" : release.canary ? "+" : " "} ${id}  ${name.padEnd(20)} ${size(release).padStart(8)}\n`,
    );
  }
};

export const currentReleaseCommand = async (
  name: string | undefined,
  { output }: OptionsOf<typeof releaseCurrent>,
): Promise<void> => {
  const { directory } = await findRelease(name, output);
  process.stdout.write(`${shortPath(directory)}\n`);
};

/** All releases of an image, the newest first. @throws UsageError where there are none */
const releasesOf = async (name: string, output: string): Promise<ListedRelease[]> => {
  const releases = (await listReleases(output)).filter(({ manifest }) => manifest.name === name);
  if (releases.length > 0) return releases;
  throw new UsageError(`There is no image ${name}.`, "thinsmith release list shows what there is.");
};

const imageOf = ({ directory }: Release) => dirname(dirname(directory));

/** Lets `current` name the release before it, or the one with the id. A trial is taken back before all else. */
export const rollbackCommand = async (
  name: string,
  options: OptionsOf<typeof releaseRollback>,
): Promise<void> => {
  const releases = await releasesOf(name, options.output);
  const trial = releases.find(({ canary }) => canary);
  const current = releases.findIndex((release) => release.current);
  if (trial && !options.to) {
    await dropCanary(imageOf(trial));
    const all = releases[current]?.manifest.id ?? "none";
    process.stdout.write(`${name} is ${all} for all clients; ${trial.manifest.id} is on trial no more\n`);
    return;
  }
  const target = options.to
    ? releases.find(({ manifest }) => manifest.id === options.to)
    : releases[current + 1];
  if (!target) {
    throw new UsageError(
      options.to ? `${name} has no release ${options.to}.` : `${name} has no earlier release.`,
      "thinsmith release list shows what there is.",
    );
  }
  await moveCurrent(imageOf(target), basename(target.directory));
  process.stdout.write(`${name} is now ${basename(target.directory)}\n`);
};

/** Gives all clients the release that the canaries have. */
export const promoteCommand = async (
  name: string,
  options: OptionsOf<typeof releasePromote>,
): Promise<void> => {
  const trial = (await releasesOf(name, options.output)).find(({ canary }) => canary);
  if (!trial) {
    throw new UsageError(
      `${name} has no release on trial.`,
      "A build makes one where serve.canary names clients that get new releases first.",
    );
  }
  await moveCurrent(imageOf(trial), trial.manifest.id);
  process.stdout.write(`${name} is now ${trial.manifest.id}, for all clients\n`);
};

const reasons: Record<Reason, string> = {
  current: "in use",
  canary: "on trial",
  served: "being served",
  named: "named in a table of clients",
  new: "new",
  before: "what rollback leads to",
};

/** Removes old releases that nobody gets. */
export const pruneCommand = async (
  name: string | undefined,
  options: OptionsOf<typeof releasePrune>,
): Promise<void> => {
  if (name !== undefined) await releasesOf(name, options.output);
  const { output, keep, dryRun = false } = options;
  let gone = 0;
  for await (const { release, stays } of prune({
    ...{ output, keep, dryRun },
    ...(name === undefined ? {} : { name }),
  })) {
    const { id, name: image } = release.manifest;
    const what = stays ? `stays: ${reasons[stays]}` : dryRun ? "would go" : "removed";
    if (!stays) gone += 1;
    process.stdout.write(`${id}  ${image.padEnd(20)} ${size(release).padStart(8)}  ${what}\n`);
  }
  process.stdout.write(`${gone} ${gone === 1 ? "release" : "releases"} ${dryRun ? "would go" : "removed"}\n`);
};
