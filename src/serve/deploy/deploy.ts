import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { readJson } from "../../grammar/json.ts";
import { sha256File } from "../../release/checksum.ts";
import type { Release } from "../../release/release.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { makePublicDirectory } from "../../system/files.ts";
import { packageRoot } from "../../system/paths.ts";
import { clientFilesFolder } from "../../trust/client-file/format.ts";
import { assignedReleases, clientFilesOf, pathOf } from "../assignment/assignment.ts";
import { loaderTexts, tftpFiles } from "../assignment/loader-texts.ts";
import { checkUndamaged } from "../assignment/releases.ts";
import { bootServerOf } from "../dhcp/boot-services.ts";
import { type Contents, filesBelow, writePublicFile } from "../public-files.ts";
import { type Deployment, deployedTexts } from "./texts.ts";

/** Marks a folder as made by `thinsmith deploy`. */
const markFile = "deployment.json";
const markSchema = z.object({
  version: z.literal(1),
  /** NAME/ID of all releases in it, and of the one that is current. */
  releases: z.array(z.string()),
  current: z.string(),
});

type Mark = z.output<typeof markSchema>;

/** @throws UsageError where a directory has other contents than a deployment */
const requireOwnFolder = async (directory: string): Promise<Mark | undefined> => {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const mark = readJson(markSchema, await readFile(join(directory, markFile), "utf8").catch(() => ""));
  if (names.length > 0 && !mark) {
    throw new UsageError(
      `${directory} is not empty, and thinsmith deploy has not made it.`,
      "Name a directory that does not exist yet.",
    );
  }
  return mark;
};

/**
 * Copies a release's files for clients, except those that are there already.
 * @throws ThinsmithError for one that was changed since the release was checked
 */
const copyRelease = async (release: Release, to: string): Promise<void> => {
  for (const { name, size, sha256 } of release.manifest.files) {
    const file = join(to, name);
    const there = (await stat(file).catch(() => undefined))?.size === size;
    if (there && (await sha256File(file)) === sha256) continue;
    await writePublicFile(file, { copyOf: join(release.directory, name) });
    await demandSum(file, sha256);
  }
};

/** @throws ThinsmithError where a copy is not what it was made of; it is gone then */
const demandSum = async (file: string, sha256: string): Promise<void> => {
  if ((await sha256File(file)) === sha256) return;
  await rm(file);
  throw new ThinsmithError(`${file} was changed while it was copied.`, {
    remedy: "Look who writes to the release's directory, then run it again.",
  });
};

/**
 * Removes files that are not part of the deployment, and directories that are then empty.
 * @param keep a release whose files stay, but for settings of single clients that are withdrawn: those of `given` releases
 */
const removeOthers = async (
  directory: string,
  wanted: ReadonlySet<string>,
  keep: string | undefined,
  given: readonly string[],
) => {
  for (const file of await filesBelow(directory)) {
    const kept =
      keep !== undefined &&
      (file.startsWith(`http/${keep}/`) || file.startsWith(`tftp/${keep}/`)) &&
      !given.some((release) => file.startsWith(`http/${release}/${clientFilesFolder}/`));
    if (wanted.has(file) || kept) continue;
    await rm(join(directory, file));
    // rmdir fails for a directory that is not empty.
    for (let above = dirname(file); above !== "."; above = dirname(above)) {
      const error = await rmdir(join(directory, above)).catch((problem: Error) => problem);
      if (error) break;
    }
  }
};

/**
 * Makes or updates a folder for a server: releases, loaders, configuration, a README and a check script. The release that
 * was current before stays in it, for clients that are still loading it.
 * @throws UsageError for a directory with other contents; ThinsmithError for a damaged release
 */
export const deploy = async (directory: string, deployment: Deployment): Promise<void> => {
  const before = await requireOwnFolder(directory);
  const { assignment, services } = deployment;
  const releases = assignedReleases(assignment);
  for (const release of releases) await checkUndamaged(release);
  const texts = loaderTexts(assignment, bootServerOf(services));
  const mark: Mark = { version: 1, releases: releases.map(pathOf), current: pathOf(assignment.current) };
  await makePublicDirectory(directory);
  // First, so that a deployment that was interrupted can be repeated.
  await writePublicFile(join(directory, markFile), { text: JSON.stringify(before ?? mark) });
  const wanted = new Set([markFile, "sums"]);
  /** Sums of copies that were checked, by their paths. */
  const known = new Map<string, string>();
  const add = async (path: string, contents: Contents) => {
    wanted.add(path);
    await writePublicFile(join(directory, path), contents);
  };
  for (const release of releases) {
    await copyRelease(release, join(directory, "http", pathOf(release)));
    for (const { name, sha256 } of release.manifest.files) {
      const path = `http/${pathOf(release)}/${name}`;
      wanted.add(path);
      known.set(path, sha256);
    }
    for (const [path, text] of clientFilesOf(assignment, release) ?? [])
      await add(`http/${pathOf(release)}/${path}`, { text });
  }
  /** The copy that was checked, in place of a file that lies in a release. */
  const checked = (contents: Contents): Contents => {
    if (!("copyOf" in contents)) return contents;
    const { copyOf } = contents;
    const release = releases.find((one) => copyOf.startsWith(`${one.directory}/`));
    if (!release) return contents;
    return { copyOf: join(directory, "http", pathOf(release), relative(release.directory, copyOf)) };
  };
  for (const [path, contents] of tftpFiles(assignment, services.loaders, texts))
    await add(`tftp/${path}`, checked(contents));
  for (const [name, copyOf] of services.loaders.files) await add(`http/loaders/${name}`, { copyOf });
  for (const [path, text] of texts.http) await add(`http/${path}`, { text });
  for (const [path, text] of Object.entries(deployedTexts(deployment))) await add(path, { text });
  const check = await readFile(join(packageRoot(), "src/serve/deploy/check.sh"), "utf8");
  await add("check", { text: check, mode: 0o755 });
  await removeOthers(directory, wanted, before?.current, mark.releases);
  await writePublicFile(join(directory, markFile), { text: `${JSON.stringify(mark)}\n` });
  await writePublicFile(join(directory, "sums"), { text: await sumsOf(directory, known) });
};

/** Lines for sha256sum -c, of all files except the sums themselves. @param known need not be read once more */
const sumsOf = async (directory: string, known: ReadonlyMap<string, string>): Promise<string> => {
  const files = (await filesBelow(directory)).filter((file) => file !== "sums");
  const lines = await Promise.all(
    files.map(async (file) => `${known.get(file) ?? (await sha256File(join(directory, file)))}  ${file}\n`),
  );
  return lines.join("");
};
