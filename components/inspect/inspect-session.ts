import { type Comparison, compareImages } from "../../src/image/compare/images.ts";
import type { Facts, Image, Part, PartName } from "../../src/image/image.ts";
import { growTree } from "../../src/image/load.ts";
import { readSystem, type System } from "../../src/image/system/read-system.ts";
import type { Tree } from "../../src/image/tree.ts";
import { CancelledError } from "../../src/system/errors.ts";
import { TreeView } from "./tree-view.ts";

/** Displays are told of changes at most this often, in milliseconds. */
const tellEvery = 100;

/** One archive of an image as it is known by now. */
export interface PartView {
  readonly name: PartName;
  readonly part: Part;
  readonly state: "waiting" | "reading" | "read" | "failed";
  /** How far it is read, from 0 to 1, where that is known. */
  readonly fraction?: number;
  readonly tree?: Tree;
  readonly view?: TreeView;
  readonly facts?: Facts;
  readonly system?: System;
  /** Why it cannot be read. */
  readonly problem?: string;
}

export interface InspectView {
  readonly title: string;
  readonly parts: readonly PartView[];
  readonly comparison?: Comparison;
  /** What the image is being compared with, and how far that is. */
  readonly comparing?: { readonly title: string; readonly fraction?: number };
  readonly problem?: string;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * An image that is looked into while screens come and go: reads its archives one after the other, each as a tree that
 * can be walked while it grows. For React's useSyncExternalStore.
 */
export class InspectSession {
  private view: InspectView;
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  /** @param signal ends the reading when the program is told to end */
  constructor(
    readonly image: Image,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.closing.signal]);
    this.view = {
      title: image.title,
      parts: image.parts.map((part) => ({ name: part.name, part, state: "waiting" })),
    };
    void this.readAll();
  }

  private async readAll(): Promise<void> {
    for (const { part } of this.view.parts) {
      if (this.signal.aborted) return;
      await this.read(part);
    }
  }

  private async read(part: Part): Promise<void> {
    const { signal } = this;
    try {
      this.change(part, { state: "reading" });
      part.facts({ signal }).then(
        (facts) => this.change(part, { facts }),
        // The listing says what is wrong with the file.
        () => {},
      );
      let tree: Tree | undefined;
      for await (const grown of growTree(part, { signal })) {
        tree = grown.tree;
        const { fraction } = grown;
        const { view = new TreeView(tree) } = this.partOf(part);
        this.change(part, { tree, view, ...(fraction === undefined ? {} : { fraction }) });
      }
      if (tree && part.name === "rootfs") {
        const settings = this.image.release?.manifest.settings;
        const system = await readSystem(part, tree, { signal, ...(settings ? { settings } : {}) });
        this.change(part, { system });
      }
      this.change(part, { state: "read" });
    } catch (error) {
      if (!(error instanceof CancelledError))
        this.change(part, { state: "failed", problem: messageOf(error) });
    }
    this.tell();
  }

  private partOf(part: Part): PartView {
    return this.view.parts.find((one) => one.part === part) ?? { name: part.name, part, state: "waiting" };
  }

  private change(part: Part, changed: Partial<PartView>): void {
    const parts = this.view.parts.map((one) => (one.part === part ? { ...one, ...changed } : one));
    this.view = { ...this.view, parts };
    this.tellSoon();
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), tellEvery);
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closing.signal.aborted) return;
    for (const { name, view, system } of this.view.parts) {
      const changes = this.view.comparison?.parts.find((part) => part.name === name)?.changes;
      view?.update({ ...(system ? { system } : {}), ...(changes ? { changes } : {}) });
    }
    // A new object each time: the trees in it have grown.
    this.view = { ...this.view };
    for (const listener of this.listeners) listener();
  }

  /** Compares the image with an earlier one; the trees then know what changed. */
  async compareWith(before: Image): Promise<void> {
    const { title } = before;
    this.view = { ...this.view, comparing: { title } };
    this.tell();
    try {
      const comparison = await compareImages(before, this.image, {
        signal: this.signal,
        onProgress: (fraction) => {
          this.view = { ...this.view, comparing: { title, fraction } };
          this.tellSoon();
        },
      });
      const { comparing: _, problem: __, ...view } = this.view;
      this.view = { ...view, comparison };
    } catch (error) {
      const { comparing: _, ...view } = this.view;
      this.view = { ...view, problem: messageOf(error) };
    }
    this.tell();
  }

  /** Ends what is being read. */
  close(): void {
    this.closing.abort();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): InspectView => this.view;
}
