import { lstat, readdir, readlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ReleaseLink } from "../../release/links.ts";
import { findRelease, type Release, readRelease } from "../../release/release.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists } from "../../system/files.ts";
import { cacheDirectory } from "../../system/paths.ts";
import type { Choices } from "./assignment.ts";

/** What is served: an image, whose `current` may move at any time, or one release for good. */
export interface Source {
  readonly imageDirectory: string;
  readonly fixed?: Release;
}

/** How many releases a menu offers besides the current one. */
const menuReleases = 6;

const isLink = async (path: string) => (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;

/**
 * What a person means by a word: nothing or the name of an image its current release, whichever that is; a path or an
 * id one release for good.
 * @throws UsageError when there is none
 */
export const openSource = async (word: string | undefined, output: string): Promise<Source> => {
  const release = await findRelease(word, output);
  const releases = dirname(release.directory);
  if (basename(releases) !== "releases") {
    // A copy that lies by itself. Logs and leases have to lie somewhere.
    return { imageDirectory: join(cacheDirectory(), "serve", release.manifest.name), fixed: release };
  }
  const imageDirectory = dirname(releases);
  const isImage =
    word === undefined ||
    (word === release.manifest.name && word !== release.manifest.id) ||
    (await isLink(join(word, "current"))) ||
    (basename(word) === "current" && (await isLink(word)));
  return isImage ? { imageDirectory } : { imageDirectory, fixed: release };
};

/** The directory that a word of the table means: a release of this image, of another one, or another image's current. */
const namedDirectory = async (imageDirectory: string, word: string): Promise<string | undefined> => {
  const output = dirname(imageDirectory);
  const images = await readdir(output).catch(() => []);
  const places = [
    join(imageDirectory, "releases", word),
    join(output, word, "current"),
    ...images.map((image) => join(output, image, "releases", word)),
  ];
  for (const place of places) {
    if (await exists(join(place, "manifest.json"))) {
      if (basename(place) !== "current") return place;
      // In a copy of an image it may be a directory, and gone by now; nobody else is to suffer from it.
      return resolve(dirname(place), await readlink(place).catch(() => place));
    }
  }
  return undefined;
};

const targetOf = (imageDirectory: string, link: ReleaseLink) =>
  readlink(join(imageDirectory, link)).catch(() => undefined);

/** What the choices of a source depend on, as one text: equal texts, equal choices. Costs a few system calls. */
export const fingerprint = async (
  { imageDirectory, fixed }: Source,
  words: readonly string[],
): Promise<string> => {
  const links = fixed
    ? []
    : await Promise.all([targetOf(imageDirectory, "current"), targetOf(imageDirectory, "canary")]);
  const named = await Promise.all(words.map((word) => namedDirectory(imageDirectory, word)));
  const there = (await readdir(join(imageDirectory, "releases")).catch(() => [])).filter(
    (name) => !name.startsWith("."),
  );
  return JSON.stringify([links, named, there]);
};

/** Words for releases in a table, each once. */
export const releaseWords = ({ clients }: Settings["serve"]): string[] => [
  ...new Set(clients.flatMap(({ release }) => release ?? [])),
];

/**
 * Reads what is given to whom. The table is that of the newest release that is given to anybody.
 * @param adjust changes the table, as the command line says
 * @throws ThinsmithError when there is no current release, or a word of the table means none
 */
export const readChoices = async (
  { imageDirectory, fixed }: Source,
  adjust: (serve: Settings["serve"]) => Settings["serve"],
): Promise<Choices> => {
  const current = fixed ?? (await readRelease(join(imageDirectory, "current")));
  const problems: string[] = [];
  /** A release that clients can do without. */
  const optional = (directory: string) =>
    readRelease(directory).catch((error: Error) => {
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
    named.set(word, await readRelease(directory));
  }
  const taken = [current.directory, trial?.directory];
  const others: Release[] = [];
  if (serve.menu > 0) {
    const ids = await readdir(join(imageDirectory, "releases")).catch(() => []);
    for (const id of ids
      .filter((name) => !name.startsWith("."))
      .sort()
      .reverse()) {
      if (others.length === menuReleases) break;
      const release = await optional(join(imageDirectory, "releases", id));
      if (release && !taken.includes(release.directory)) others.push(release);
    }
  }
  return { serve, current, ...(trial ? { canary: trial } : {}), named, others, problems };
};
