import { basename, dirname } from "node:path";
import prettyBytes from "pretty-bytes";
import { moveCurrent } from "../build/publish.ts";
import { findRelease, listReleases, type Release } from "../image/release.ts";
import { UsageError } from "../system/errors.ts";
import { defaultOutput, shortPath } from "../system/paths.ts";

const size = ({ manifest }: Release) => prettyBytes(manifest.files.reduce((sum, file) => sum + file.size, 0));

export const listReleasesCommand = async ({ output = defaultOutput }: { output?: string }): Promise<void> => {
  for (const release of await listReleases(output)) {
    const { id, name } = release.manifest;
    process.stdout.write(
      `${release.current ? "*" : " "} ${id}  ${name.padEnd(20)} ${size(release).padStart(8)}\n`,
    );
  }
};

export const currentReleaseCommand = async (
  name: string | undefined,
  { output = defaultOutput }: { output?: string },
): Promise<void> => {
  const { directory } = await findRelease(name, output);
  process.stdout.write(`${shortPath(directory)}\n`);
};

/** Lets `current` name the release before it, or the one with the id. */
export const rollbackCommand = async (
  name: string,
  options: { output?: string; to?: string },
): Promise<void> => {
  const releases = (await listReleases(options.output ?? defaultOutput)).filter(
    ({ manifest }) => manifest.name === name,
  );
  if (releases.length === 0)
    throw new UsageError(`There is no image ${name}.`, "thinsmith release list shows what there is.");
  const current = releases.findIndex((release) => release.current);
  const target = options.to
    ? releases.find(({ manifest }) => manifest.id === options.to)
    : releases[current + 1];
  if (!target) {
    throw new UsageError(
      options.to ? `${name} has no release ${options.to}.` : `${name} has no earlier release.`,
      "thinsmith release list shows what there is.",
    );
  }
  await moveCurrent(dirname(dirname(target.directory)), basename(target.directory));
  process.stdout.write(`${name} is now ${basename(target.directory)}\n`);
};
