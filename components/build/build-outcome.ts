import { join } from "node:path";
import { compareManifests, type ManifestChanges } from "../../src/image/compare/manifests.ts";
import type { BuildEnded, Failure } from "../../src/pipeline/events.ts";
import { keptAnyway } from "../../src/pipeline/failures/outcome.ts";
import type { BuildView } from "../../src/pipeline/fold.ts";
import {
  currentRelease,
  isReadable,
  listReleases,
  type Release,
  readRelease,
} from "../../src/release/release.ts";
import { minutes } from "../ui/format.ts";
import { shownError } from "../ui/shown-error.ts";
import type { BuildSession } from "./build-session.ts";

/** A release as the screen "done" shows it. */
export interface ReleaseView {
  readonly title: string;
  readonly context: string;
  readonly release: Release;
  /** What else a person should read. */
  readonly notes?: readonly string[];
  /** The release before, and what this one has other than it. */
  readonly since?: { readonly before: Release; readonly changes: ManifestChanges };
  /** How it was built, where that was just now. */
  readonly build?: BuildView;
}

/** A failed build as its screen shows it. */
export interface FailureView {
  readonly failure: Failure;
  /** The release that it had published before it failed, and what is true of it. */
  readonly kept?: { readonly release: string; readonly said: string };
  /** When the release was made that is still current. */
  readonly currentSince?: Date | undefined;
  /** How far it came; without stages where it could not begin. */
  readonly build?: BuildView;
}

/** A release beside the one before it. */
export const viewOf = async (
  release: Release,
  output: string,
  title: string,
  context: string,
): Promise<ReleaseView> => {
  const { id, name } = release.manifest;
  const before = (await listReleases(output))
    .filter(isReadable)
    .find(({ manifest }) => manifest.name === name && manifest.id < id);
  const since = before && { before, changes: compareManifests(before.manifest, release.manifest) };
  return { title, context, release, ...(since ? { since } : {}) };
};

const builtView = async (
  ended: BuildEnded,
  path: string,
  output: string,
  build: BuildView,
): Promise<ReleaseView> => {
  const release = await readRelease(path);
  const { name, stages } = release.manifest;
  const cached = stages.filter(({ outcome }) => outcome === "cached").length;
  const context = ended.unchanged
    ? "nothing had changed"
    : `${minutes(ended.seconds)}   ${cached} of ${stages.length} stages from the cache`;
  const view = await viewOf(release, output, `${name} is built`, context);
  return { ...view, build, notes: ended.notes ?? [] };
};

const failureOf = (error: unknown): Failure => ({ ...shownError(error), cancelled: false });

/** What came of a build, once it has ended. `ended` is there where nothing of it failed. */
export const outcomeOf = async (
  session: BuildSession,
  image: string,
  output: string,
): Promise<
  { readonly ended: BuildEnded; readonly built: ReleaseView } | { readonly failed: FailureView }
> => {
  const ended = await session.ended.catch((error: unknown) => failureOf(error));
  const view = session.snapshot();
  const failed = async (failure: Failure): Promise<FailureView> => {
    const current = await currentRelease(join(output, image));
    return { failure, build: view, currentSince: current && new Date(current.manifest.finishedAt) };
  };
  if (!("type" in ended)) return { failed: await failed(ended) };
  if (ended.ok && ended.release) return { ended, built: await builtView(ended, ended.release, output, view) };
  const failure = ended.failure ?? failureOf(new Error("The build failed."));
  const { release } = ended;
  if (release)
    return { failed: { failure, build: view, kept: { release, said: await keptAnyway(release) } } };
  return { failed: await failed(failure) };
};
