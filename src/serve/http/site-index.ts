import type { Release } from "../../release/release.ts";
import { type Assignment, assignedReleases, clientFilesOf, pathOf } from "../assignment/assignment.ts";
import type { Site, SiteEntry, SiteFile } from "./request.ts";

/**
 * Milliseconds for which a release is still served after it was last assigned or fetched from: a client that has loaded
 * its kernel needs the rest of the same release, and one whose download broke tries again.
 */
const keptFor = 15 * 60_000;

interface KeptRelease {
  readonly release: Release;
  readonly find: Site["find"];
  /** When it was last assigned or fetched from, in milliseconds since the epoch. */
  wantedAt: number;
}

/** Path that a release's clients post reports to; undefined where they post none, or to another server. */
export const reportPathOf = ({ manifest }: Release): string | undefined => {
  const { reportUrl } = manifest.settings.boot;
  return reportUrl === null || reportUrl.includes("://") ? undefined : reportUrl.replace(/^\/+/, "");
};

/**
 * Finds the files that a release's manifest lists, and where its clients post reports.
 * @param clientFiles those of single clients, by their paths in the release
 */
export const finderIn = (
  { directory, manifest }: Release,
  reportPath: string | undefined,
  clientFiles?: ReadonlyMap<string, Buffer>,
): Site["find"] => {
  const sizes = new Map(manifest.files.map(({ name, size }) => [name, size]));
  return (name) => {
    const size = sizes.get(name);
    if (size !== undefined) return { kind: "file", root: directory, name, size, release: manifest.id };
    const text = clientFiles?.get(name);
    if (text !== undefined) return { kind: "text", text };
    return name === reportPath ? { kind: "report" } : undefined;
  };
};

const clientScript = /^clients\/[0-9a-f]{2}(-[0-9a-f]{2}){5}\.ipxe$/;

/** What HTTP serves, by path: releases below NAME/ID, the loaders' files, the current release at the root. */
export class SiteIndex {
  private readonly kept = new Map<string, KeptRelease>();
  private assigned: readonly Release[] = [];
  private current: Release | undefined;
  private texts: ReadonlyMap<string, string> = new Map();
  private loaders: ReadonlyMap<string, SiteFile> = new Map();

  /** Replaces what clients get. */
  update(
    assignment: Assignment,
    texts: ReadonlyMap<string, string>,
    loaders: ReadonlyMap<string, SiteFile>,
    now: number,
  ): void {
    this.touchAssigned(now);
    this.current = assignment.current;
    this.assigned = assignedReleases(assignment);
    this.texts = texts;
    this.loaders = loaders;
    for (const release of this.assigned) {
      const find = finderIn(release, reportPathOf(release), clientFilesOf(assignment, release));
      this.kept.set(pathOf(release), { release, find, wantedAt: now });
    }
  }

  private touchAssigned(now: number): void {
    for (const release of this.assigned) this.touch(release.manifest.id, now);
  }

  /** A client has fetched a file of a release. */
  touch(id: string, now: number): void {
    for (const kept of this.kept.values()) if (kept.release.manifest.id === id) kept.wantedAt = now;
  }

  /** A release that clients get, or may still need, by its id. */
  releaseWith(id: string): Release | undefined {
    return [...this.kept.values()].find(({ release }) => release.manifest.id === id)?.release;
  }

  /** Releases that clients get, or may still need. Drops the others. */
  inUse(now: number): Release[] {
    this.touchAssigned(now);
    for (const [path, { wantedAt }] of this.kept) {
      if (now - wantedAt > keptFor) this.kept.delete(path);
    }
    return [...this.kept.values()].map(({ release }) => release);
  }

  /** What a path leads to. */
  readonly find = (path: string): SiteEntry | undefined => {
    const text =
      this.texts.get(path) ?? (clientScript.test(path) ? this.texts.get("clients/default.ipxe") : undefined);
    if (text !== undefined) return { kind: "text", text };
    const loader = this.loaders.get(path);
    if (loader) return loader;
    const [name, id, ...rest] = path.split("/");
    const kept = this.kept.get(`${name}/${id}`);
    if (kept) return kept.find(rest.join("/"));
    // The paths that an image is built with start at the root, for clients of other boot servers' loaders.
    return this.current && this.kept.get(pathOf(this.current))?.find(path);
  };
}
