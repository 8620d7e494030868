import { compareImages, type PartChanges } from "../../image/compare/images.ts";
import type { PartName } from "../../image/image.ts";
import { openImage } from "../../image/open.ts";
import { findLocked, type Locked } from "../../release/locked.ts";
import { type Manifest, readRelease } from "../../release/release.ts";
import { comparedFiles, samenessOf } from "../../release/same.ts";
import { assign } from "../../settings/assign.ts";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { sanitize } from "../../system/text.ts";
import { readTrusted } from "../../trust/signature/demand.ts";
import { knownKeys } from "../../trust/signature/known-keys.ts";
import { partLines } from "./diff.ts";

/** The only setting that does not change what is built. */
const changeable = /^base\.snapshot=/;

/**
 * A release to build again, and its recorded settings.
 * @throws UsageError if there is none, or if a preset or settings are given that the lock contradicts
 */
export const lockedSettings = async (
  word: string,
  preset: string | undefined,
  { set, output }: { readonly set: readonly string[]; readonly output: string },
): Promise<{ readonly locked: Locked; readonly settings: object }> => {
  const remedy = "Leave it out, or build without --locked.";
  if (preset !== undefined)
    throw new UsageError(
      `--locked builds with the recorded settings, not with the preset ${preset}.`,
      remedy,
    );
  const other = set.find((words) => !changeable.test(words));
  if (other !== undefined)
    throw new UsageError(
      `--locked builds with the recorded settings; --set ${sanitize(other)} would change them.`,
      `${remedy} Only base.snapshot can be set: it says where packages are looked for.`,
    );
  const found = await findLocked(word, output);
  const locked = { ...found, manifest: await trustedManifest(found) };
  return { locked, settings: assign(locked.manifest.settings, set) };
};

/**
 * The manifest by which is built. What is built is signed by the keys that it names, and becomes current: where keys are known for
 * its image, or it names some, one of them has to have signed it.
 */
const trustedManifest = async ({ manifest, directory }: Locked): Promise<Manifest> => {
  const key = manifest.settings.publish?.key ?? null;
  if (directory !== undefined) return (await readTrusted(directory, key ?? undefined)).release.manifest;
  const known = key === null ? await knownKeys([manifest.name], undefined) : { from: `publish.key=${key}` };
  if (!known) return manifest;
  throw new ThinsmithError(
    `Nobody can tell who wrote this manifest, and releases of ${manifest.name} have to be signed (${known.from}).`,
    { remedy: "Name the release itself: its directory has SHA256SUMS with its signature." },
  );
};

/** The parts of a release by their files. */
const partOf: Readonly<Record<string, PartName>> = {
  "rootfs.squashfs": "rootfs",
  "initrd.img": "initrd",
  "home.tar.gz": "home",
};

/** In what the parts of two releases on this machine differ. */
const differencesIn = async (
  before: string,
  after: string,
  differing: readonly string[],
  signal: AbortSignal,
): Promise<string[]> => {
  const open = (release: string) => openImage(release, { signal });
  const { parts } = await compareImages(await open(before), await open(after), { signal });
  const names = differing.map((file) => partOf[file]);
  return parts
    .filter(({ name }) => names.includes(name))
    .flatMap((part) => [
      ...partLines(part),
      ...(isSame(part) ? ["                 they differ in times, or in how they are packed"] : []),
    ]);
};

const isSame = ({ changes: { added, removed, changed } }: PartChanges): boolean =>
  added.length + removed.length + changed.length === 0;

/** Whether what was built is what was recorded, as lines for a person. */
export const samenessLines = async (
  { manifest, directory }: Locked,
  built: string,
  signal: AbortSignal,
): Promise<{ readonly identical: boolean; readonly lines: readonly string[] }> => {
  const { differing, tools } = samenessOf(manifest, (await readRelease(built)).manifest);
  const recorded = `${manifest.name} ${manifest.id}`;
  if (differing.length === 0)
    return {
      identical: true,
      lines: [`Identical to ${recorded}: ${comparedFiles.join(", ")} have the same sha256.`],
    };
  const verb = differing.length === 1 ? "differs" : "differ";
  return {
    identical: false,
    lines: [
      `Not identical to ${recorded}: ${differing.join(", ")} ${verb}.`,
      ...tools.map(({ name, before, after }) => `  ${name} ${before ?? "unknown"} -> ${after ?? "unknown"}`),
      ...(directory === undefined
        ? ["  The files of that release are not here: with them, thinsmith says what in them differs."]
        : await differencesIn(directory, built, differing, signal)),
    ].map(sanitize),
  };
};
