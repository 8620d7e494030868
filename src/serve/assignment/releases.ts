import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { signatureFile } from "../../release/files/write-manifest.ts";
import type { ReleaseLink } from "../../release/links.ts";
import { damagedFiles, findRelease, isCandidate, type Release } from "../../release/release.ts";
import { releaseIds } from "../../release/release-ids.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";
import { cacheDirectory } from "../../system/paths.ts";
import { clientFilesFolder } from "../../trust/client-file/format.ts";
import { type ClientFiles, readClientFiles } from "../../trust/client-file/read.ts";
import { readTrusted } from "../../trust/signature/demand.ts";
import { type Assignment, assignedReleases } from "./assignment.ts";

/** What is served: an image, whose `current` may move at any time, or one fixed release. */
export interface ServedImage {
  readonly directory: string;
  readonly fixed?: Release;
}

/** How many releases a menu offers besides the current one. */
const menuReleases = 6;

const isLink = async (path: string) => (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;

/**
 * Resolves RELEASE of the command line. Nothing, or the name of an image, follows the image's current release; a path or
 * an id means one fixed release.
 * @throws UsageError when there is none, ThinsmithError for a candidate: no client gets what failed its proof
 */
export const findServedImage = async (word: string | undefined, output: string): Promise<ServedImage> => {
  const release = await findRelease(word, output);
  if (isCandidate(release)) {
    const { id, name } = release.manifest;
    throw new ThinsmithError(`${id} of ${name} is a candidate: it failed its proof.`, {
      remedy: `thinsmith release promote ${name} ${id} says what is wrong with it, and how clients get it all the same.`,
    });
  }
  const releases = dirname(release.directory);
  if (basename(releases) !== "releases") {
    // A copy outside of an image's directory: its logs and leases go to the cache directory.
    return { directory: join(cacheDirectory(), "serve", release.manifest.name), fixed: release };
  }
  const imageDirectory = dirname(releases);
  const isImage =
    word === undefined ||
    (word === release.manifest.name && word !== release.manifest.id) ||
    (await isLink(join(word, "current"))) ||
    (basename(word) === "current" && (await isLink(word)));
  return { directory: imageDirectory, ...(isImage ? {} : { fixed: release }) };
};

/** The directory of a release that `serve.clients` names: of this image, of another one, or another image's current. */
const namedDirectory = async (imageDirectory: string, word: string): Promise<string | undefined> => {
  const output = dirname(imageDirectory);
  const images = await readdir(output).catch(() => []);
  const candidates = [
    join(imageDirectory, "releases", word),
    join(output, word, "current"),
    ...images.map((image) => join(output, image, "releases", word)),
  ];
  for (const candidate of candidates) {
    if (await exists(join(candidate, "manifest.json"))) {
      if (basename(candidate) !== "current") return candidate;
      // In a copy of an image `current` may be a directory, and it may have been removed since.
      return resolve(dirname(candidate), await readlink(candidate).catch(() => candidate));
    }
  }
  return undefined;
};

const targetOf = (imageDirectory: string, link: ReleaseLink) =>
  readlink(join(imageDirectory, link)).catch(() => undefined);

/** When a release was signed, and its files of single clients were. */
const signedAt = (directory: string) =>
  Promise.all(
    [signatureFile, clientFilesFolder].map(async (name) =>
      stat(join(directory, name)).then(
        ({ mtimeMs, ino }) => [mtimeMs, ino],
        () => undefined,
      ),
    ),
  );

/** Everything that the assignment depends on, as one text: it changes when the text does. Costs a few system calls. */
export const fingerprint = async (
  { directory: imageDirectory, fixed }: ServedImage,
  words: readonly string[],
): Promise<string> => {
  const names = fixed ? [] : (["current", "canary"] as const);
  const links = await Promise.all(names.map((name) => targetOf(imageDirectory, name)));
  const named = await Promise.all(words.map((word) => namedDirectory(imageDirectory, word)));
  const directories = [
    ...names.map((name) => join(imageDirectory, name)),
    ...[fixed?.directory, ...named].filter((directory) => directory !== undefined),
  ];
  // One that was refused may be signed since.
  const signed = await Promise.all(directories.map(signedAt));
  return JSON.stringify([links, signed, named, await releaseIds(imageDirectory)]);
};

/** Names of releases in `serve.clients`, each once. */
export const releaseWords = ({ clients }: Settings["serve"]): string[] => [
  ...new Set(clients.flatMap(({ release }) => release ?? [])),
];

/**
 * Reads which release each client gets. The settings `serve.*` are those of the newest release that any client gets.
 * @param adjust changes these settings, as the command line says
 * @param key keys that have to have signed them, in place of those that are known on this machine
 * @throws ThinsmithError when there is no current release, `serve.clients` names a release that does not exist, or one is
 * not signed as it has to be
 */
export const readAssignment = async (
  { directory: imageDirectory, fixed }: ServedImage,
  adjust: (serve: Settings["serve"]) => Settings["serve"],
  key?: string,
): Promise<Assignment> => {
  const problems: string[] = [];
  const read = async (directory: string) => {
    const { release, unchecked } = await readTrusted(directory, key);
    if (unchecked !== undefined) problems.push(unchecked);
    return release;
  };
  const current = await read(fixed?.directory ?? join(imageDirectory, "current"));
  /** A release that clients can do without. */
  const optional = (directory: string) =>
    read(directory).catch((error: Error) => {
      problems.push(error.message);
      return undefined;
    });
  const onTrial = !fixed && (await targetOf(imageDirectory, "canary")) !== undefined;
  const trial = onTrial ? await optional(join(imageDirectory, "canary")) : undefined;
  const serve = adjust((trial ?? current).manifest.settings.serve);
  const named = new Map<string, Release>();
  for (const word of releaseWords(serve)) {
    const directory = await namedDirectory(imageDirectory, word);
    if (!directory) {
      throw new ThinsmithError(`serve.clients names the release ${word}, which does not exist.`, {
        remedy: "thinsmith release list shows what there is.",
      });
    }
    named.set(word, await read(directory));
  }
  const taken = [current.directory, trial?.directory];
  const others: Release[] = [];
  if (serve.menu > 0) {
    for (const id of await releaseIds(imageDirectory)) {
      if (others.length === menuReleases) break;
      const release = await optional(join(imageDirectory, "releases", id));
      if (release && !taken.includes(release.directory)) others.push(release);
    }
  }
  const assignment = { serve, current, ...(trial ? { canary: trial } : {}), named, others };
  const clientFiles = new Map<string, ClientFiles>();
  for (const release of assignedReleases(assignment)) {
    const files = await readClientFiles(release, key);
    clientFiles.set(release.directory, files);
    problems.push(...files.problems);
  }
  return { ...assignment, clientFiles, problems };
};

/** @throws ThinsmithError naming the files of a release that are missing or changed */
export const checkUndamaged = async (release: Release): Promise<void> => {
  const damaged = await damagedFiles(release);
  if (damaged.length === 0) return;
  const { id, name } = release.manifest;
  throw new ThinsmithError(`The release ${id} is damaged: ${damaged.join(", ")}.`, {
    remedy: `Build it again, or use another one: thinsmith release rollback ${name}`,
  });
};
