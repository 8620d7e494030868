import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ThinsmithError, UsageError } from "../system/errors.ts";
import { invocation } from "../system/invocation.ts";
import { defaultOutput } from "../system/paths.ts";
import { sanitize } from "../system/text.ts";
import { sha256File } from "./checksum.ts";
import { sbomFiles } from "./files/sbom-files.ts";
import { candidatesFolder, type ReleaseLink } from "./links.ts";
import { type Manifest, parseManifest, type Unusable } from "./manifest.ts";
import { readsFile } from "./reads.ts";

/** Kernel, initrd and command line in one file that UEFI firmware starts. Only a release with boot.uki has it. */
export const ukiFile = "thinsmith.efi";

/** The hash tree of the root, with which clients check each block that they read. Only a release with boot.root has it. */
export const hashTreeFile = "rootfs.verity";

/** Files of a release besides those for the loaders (bootloader.ts). */
export const releaseFiles: readonly string[] = [
  ...["vmlinuz", "initrd.img", "rootfs.squashfs", hashTreeFile, "home.tar.gz", ukiFile],
  ...["manifest.json", "SHA256SUMS", "SHA256SUMS.sig", "build.log", "events.ndjson"],
  ...["tested.json", "tested.png", readsFile, "clients", ...Object.values(sbomFiles)],
];

export type { Manifest };

export interface Release {
  /** Absolute path of the release's directory. */
  readonly directory: string;
  readonly manifest: Manifest;
}

const unusable = (directory: string, { problem, remedy }: Unusable) =>
  new ThinsmithError(`The release ${directory} cannot be used: ${sanitize(problem)}.`, { remedy });

const parse = async (directory: string, text: string): Promise<Release | Unusable> => {
  const manifest = parseManifest(text);
  return "problem" in manifest ? manifest : { directory: await realpath(directory), manifest };
};

const look = async (directory: string): Promise<Release | Unusable> => {
  const text = await readFile(join(directory, "manifest.json"), "utf8").catch(() => undefined);
  if (text === undefined) return { problem: "it has no manifest.json", remedy: "Build the image again." };
  return parse(directory, text);
};

/** A release by a manifest.json that has been read already. @throws ThinsmithError with the reason when it cannot be used */
export const releaseFrom = async (directory: string, manifest: string): Promise<Release> => {
  const release = await parse(directory, manifest);
  if ("problem" in release) throw unusable(directory, release);
  return release;
};

/** Whether a release has what firmware can start. Pure. */
export const hasUki = ({ manifest }: Release): boolean => manifest.files.some(({ name }) => name === ukiFile);

/** @throws ThinsmithError with the reason when the directory is no release that can be used */
export const readRelease = async (directory: string): Promise<Release> => {
  const release = await look(directory);
  if ("problem" in release) throw unusable(directory, release);
  return release;
};

/** The release that `current`, or another link, of an image names, if there is one. */
export const currentRelease = async (
  imageDirectory: string,
  link: ReleaseLink = "current",
): Promise<Release | undefined> => {
  const target = await readlink(join(imageDirectory, link)).catch(() => undefined);
  if (target === undefined) return undefined;
  return readRelease(resolve(imageDirectory, target)).catch(() => undefined);
};

/** Whether a release is what the canaries get, and others not as yet. */
export const isOnTrial = async (directory: string): Promise<boolean> => {
  const trial = await realpath(join(directory, "../../canary")).catch(() => undefined);
  return trial !== undefined && trial === (await realpath(directory));
};

/** Names of the release's files that are missing, or whose size or sha256 is not the manifest's. */
export const damagedFiles = async ({ directory, manifest }: Release): Promise<string[]> => {
  const checks = manifest.files.map(async ({ name, size, sha256 }) => {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    return found?.size === size && (await sha256File(path)) === sha256 ? [] : [name];
  });
  return (await Promise.all(checks)).flat();
};

/** Whether a release is what clients get, or what the canaries get. */
type Given = Readonly<Record<ReleaseLink, boolean>>;

/** A release as a list has it. */
export type ListedRelease = Release & Given;

/** One that cannot be used, with the reason. Its id and the name of its image are those of its directories. */
export type UnreadableRelease = Unusable & Given & Readonly<Record<"directory" | "id" | "name", string>>;

export type ReleaseEntry = ListedRelease | UnreadableRelease;

export const isReadable = (entry: ReleaseEntry): entry is ListedRelease => "manifest" in entry;

/** Id and image of a release, whether it can be read or not. */
export const identityOf = (entry: ReleaseEntry): { readonly id: string; readonly name: string } =>
  isReadable(entry) ? entry.manifest : entry;

/** The directory of the image that a release belongs to. */
export const imageOf = ({ directory }: Pick<Release, "directory">): string => dirname(dirname(directory));

/** The entry, where it can be used. @throws ThinsmithError with the reason where it cannot */
export const demandReadable = (entry: ReleaseEntry): ListedRelease => {
  if (isReadable(entry)) return entry;
  throw unusable(entry.directory, entry);
};

const newestFirst = (a: ReleaseEntry, b: ReleaseEntry): number =>
  identityOf(a).id < identityOf(b).id ? 1 : -1;

/** Whether a release is a candidate: it failed its proof, so that no client gets it unless a person promotes it. */
export const isCandidate = ({ directory }: Pick<Release, "directory">): boolean =>
  basename(dirname(directory)) === candidatesFolder;

const entriesIn = async (imageDirectory: string, folder: string): Promise<ReleaseEntry[]> => {
  const found: ReleaseEntry[] = [];
  const [current, canary] = await Promise.all(
    ["current", "canary"].map((link) => realpath(join(imageDirectory, link)).catch(() => undefined)),
  );
  const releases = join(imageDirectory, folder);
  for (const entry of await readdir(releases, { withFileTypes: true }).catch(() => [])) {
    const id = entry.name;
    if (id.startsWith(".") || entry.isFile()) continue;
    const directory = await realpath(join(releases, id)).catch(() => join(releases, id));
    const links = { current: directory === current, canary: directory === canary };
    const release = await look(directory);
    found.push(
      "problem" in release
        ? { ...release, directory, id, name: basename(imageDirectory), ...links }
        : { ...release, ...links },
    );
  }
  return found.sort(newestFirst);
};

/** Every release of an image, newest first, with those that cannot be used. Candidates are none. */
export const releasesIn = (imageDirectory: string): Promise<ReleaseEntry[]> =>
  entriesIn(imageDirectory, "releases");

/** The candidates of an image, newest first, with those that cannot be used. */
export const candidatesIn = (imageDirectory: string): Promise<ReleaseEntry[]> =>
  entriesIn(imageDirectory, candidatesFolder);

const listed = async (
  output: string,
  ofImage: (imageDirectory: string) => Promise<ReleaseEntry[]>,
): Promise<ReleaseEntry[]> => {
  const found: ReleaseEntry[] = [];
  for (const image of await readdir(output, { withFileTypes: true }).catch(() => [])) {
    // With a dot: an image that is being renamed or removed.
    if (image.isDirectory() && !image.name.startsWith("."))
      found.push(...(await ofImage(join(output, image.name))));
  }
  return found.sort(newestFirst);
};

/** Every release below an output directory, newest first, with those that cannot be used. */
export const listReleases = (output: string): Promise<ReleaseEntry[]> => listed(output, releasesIn);

/** Every candidate below an output directory, newest first, with those that cannot be used. */
export const listCandidates = (output: string): Promise<ReleaseEntry[]> => listed(output, candidatesIn);

/**
 * The release that a person means: a path, an id (of a candidate, too), the name of an image, or, left out, the current
 * release of the image built last.
 * @throws UsageError when there is none, with those that there are; ThinsmithError when it cannot be used
 */
export const findRelease = async (word: string | undefined, output = defaultOutput): Promise<Release> => {
  if (word !== undefined && (await stat(join(word, "manifest.json")).catch(() => undefined)))
    return readRelease(word);
  if (word !== undefined && (await stat(join(word, "current")).catch(() => undefined))) {
    return readRelease(join(word, "current"));
  }
  const releases = await listReleases(output);
  const candidates = await listCandidates(output);
  const currentOnes = releases.filter(({ current }) => current);
  const release =
    word === undefined
      ? currentOnes[0]
      : ([...releases, ...candidates].find((entry) => identityOf(entry).id === word) ??
        currentOnes.find((entry) => identityOf(entry).name === word));
  if (release) return demandReadable(release);
  const known = [
    ...releases.map((entry) => `  ${identityOf(entry).name}  ${basename(entry.directory)}`),
    ...candidates.map(
      (entry) => `  ${identityOf(entry).name}  ${basename(entry.directory)}  candidate, not proven`,
    ),
  ];
  throw new UsageError(
    word === undefined
      ? `There is no release below ${output}/ yet.`
      : `There is no release ${word}, and no file of that name.`,
    known.length > 0 ? `Releases:\n${known.join("\n")}` : `Build one with: ${invocation()} build console`,
  );
};
