import type { Release } from "../../release/release.ts";
import { type Choices, offeredReleases, pathOf } from "../assignment/assignment.ts";
import type { Found } from "./request.ts";

/**
 * A client that has loaded its kernel still needs the rest of the same release, and one whose download broke comes
 * again: for this long, in milliseconds, a release that is offered no more is kept for them.
 */
const keptFor = 15 * 60_000;

interface Item {
  readonly release: Release;
  /** Sizes of its files by their names. */
  readonly sizes: ReadonlyMap<string, number>;
  /** When it was last offered or fetched from, in milliseconds since the epoch. */
  wantedAt: number;
}

/** A file that lies elsewhere than in a release, such as a loader. */
export interface LooseFile {
  readonly root: string;
  readonly name: string;
  readonly size: number;
}

/** Path that a release's clients send their reports to; undefined where they are told to send none, or elsewhere. */
export const reportPathOf = ({ manifest }: Release): string | undefined => {
  const { reportUrl } = manifest.settings.boot;
  return reportUrl === null || reportUrl.includes("://") ? undefined : reportUrl.replace(/^\/+/, "");
};

const clientScript = /^clients\/[0-9a-f]{2}(-[0-9a-f]{2}){5}\.ipxe$/;

/** All that HTTP gives out, by path: releases below NAME/ID, the loaders' files, the current release at the root. */
export class Stock {
  private readonly items = new Map<string, Item>();
  private offered: readonly Release[] = [];
  private current: Release | undefined;
  private texts: ReadonlyMap<string, string> = new Map();
  private loaders: ReadonlyMap<string, LooseFile> = new Map();

  /** From now on clients get this. */
  offer(
    choices: Choices,
    texts: ReadonlyMap<string, string>,
    loaders: ReadonlyMap<string, LooseFile>,
    now: number,
  ): void {
    this.touchOffered(now);
    this.current = choices.current;
    this.offered = offeredReleases(choices);
    this.texts = texts;
    this.loaders = loaders;
    for (const release of this.offered) {
      const sizes = new Map(release.manifest.files.map(({ name, size }) => [name, size]));
      this.items.set(pathOf(release), { release, sizes, wantedAt: now });
    }
  }

  private touchOffered(now: number): void {
    for (const release of this.offered) this.touch(release.manifest.id, now);
  }

  /** A client fetches from a release. */
  touch(id: string, now: number): void {
    for (const item of this.items.values()) if (item.release.manifest.id === id) item.wantedAt = now;
  }

  /** Releases that clients get, or may still need. Forgets the others. */
  inUse(now: number): Release[] {
    this.touchOffered(now);
    for (const [path, { wantedAt }] of this.items) {
      if (now - wantedAt > keptFor) this.items.delete(path);
    }
    return [...this.items.values()].map(({ release }) => release);
  }

  /** What a path leads to. */
  readonly find = (path: string): Found | undefined => {
    const text =
      this.texts.get(path) ?? (clientScript.test(path) ? this.texts.get("clients/default.ipxe") : undefined);
    if (text !== undefined) return { kind: "text", text };
    const loader = path.startsWith("loaders/") && this.loaders.get(path.slice("loaders/".length));
    if (loader) return { kind: "file", ...loader };
    const [name, id, ...rest] = path.split("/");
    const item = this.items.get(`${name}/${id}`);
    if (item) return inRelease(item, rest.join("/"));
    // For clients that some other loader has started: the paths that an image is built with begin here.
    const current = this.current && this.items.get(pathOf(this.current));
    return current && inRelease(current, path);
  };
}

const inRelease = ({ release, sizes }: Item, name: string): Found | undefined => {
  const size = sizes.get(name);
  if (size !== undefined)
    return { kind: "file", root: release.directory, name, size, release: release.manifest.id };
  return name === reportPathOf(release) ? { kind: "report" } : undefined;
};
