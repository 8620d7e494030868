import { type Comparison, compareImages } from "../../src/image/compare/images.ts";
import type { Image, Part, PartName } from "../../src/image/image.ts";
import { loadingTree } from "../../src/image/load.ts";
import { openImage } from "../../src/image/open.ts";
import { type Hot, hotOf } from "../../src/image/squashfs/hot.ts";
import { readSystem, type System } from "../../src/image/system/read-system.ts";
import type { Tree } from "../../src/image/tree.ts";
import { CancelledError } from "../../src/system/errors.ts";
import { failureText } from "../ui/shown-error.ts";
import { Store } from "../ui/store.ts";
import { TreeView } from "./tree/tree-view.ts";

/** Changes are announced at most this often, in milliseconds. */
const announceEvery = 100;

/** One archive of an image as it is known by now. */
export interface PartView {
  readonly name: PartName;
  readonly part: Part;
  readonly state: "waiting" | "reading" | "read" | "failed";
  /** How far it is read, from 0 to 1, where that is known. */
  readonly fraction?: number;
  readonly tree?: Tree;
  readonly view?: TreeView;
  readonly system?: System;
  /** What clients read of it until they are up. */
  readonly hot?: Hot;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** An archive of which at least a part has been read. */
export type LoadedPart = PartView & { readonly tree: Tree };

export interface InspectView {
  readonly title: string;
  readonly parts: readonly PartView[];
  /** What the image is, or was last, compared with, as a person knows it. */
  readonly against?: string;
  readonly comparison?: Comparison | undefined;
  /** While the image is being compared with another one: how far that is, from 0 to 1. */
  readonly comparing?: { readonly fraction?: number } | undefined;
  /** Why it cannot be compared. */
  readonly problem?: string | undefined;
}

/**
 * An image that is looked into while screens come and go: reads its archives one after the other, each as a tree that
 * can be walked while it grows.
 */
export class InspectSession extends Store<InspectView> {
  private readonly closing = new AbortController();
  /** Ends the comparison that is going on. */
  private comparing: AbortController | undefined;
  readonly signal: AbortSignal;

  /** @param signal ends the reading when the program is told to end */
  constructor(
    readonly image: Image,
    signal: AbortSignal,
  ) {
    const parts = image.parts.map((part): PartView => ({ name: part.name, part, state: "waiting" }));
    super({ title: image.title, parts }, announceEvery);
    this.signal = AbortSignal.any([signal, this.closing.signal]);
    void this.readAll();
  }

  private async readAll(): Promise<void> {
    for (const { part } of this.state.parts) {
      if (this.signal.aborted) return;
      await this.read(part);
    }
  }

  private async read(part: Part): Promise<void> {
    const { signal } = this;
    try {
      this.change(part, { state: "reading" });
      let tree: Tree | undefined;
      for await (const loaded of loadingTree(part, { signal })) {
        tree = loaded.tree;
        const { fraction } = loaded;
        const view = this.state.parts.find((one) => one.part === part)?.view ?? new TreeView(tree);
        this.change(part, { tree, view, ...(fraction === undefined ? {} : { fraction }) });
      }
      if (tree && part.name === "rootfs") {
        const settings = this.image.release?.manifest.settings;
        const system = await readSystem(part, tree, { signal, ...(settings ? { settings } : {}) });
        this.change(part, { system });
        const hot = await hotOf(this.image, part, tree, { signal });
        if (hot) this.change(part, { hot });
      }
      this.change(part, { state: "read" });
    } catch (error) {
      if (!(error instanceof CancelledError))
        this.change(part, { state: "failed", problem: failureText(error) });
    }
    this.update();
  }

  private change(part: Part, changed: Partial<PartView>): void {
    this.updateSoon({
      parts: this.state.parts.map((one) => (one.part === part ? { ...one, ...changed } : one)),
    });
  }

  protected override collect(state: InspectView): InspectView {
    for (const { name, view, system, hot } of state.parts) {
      const changes = state.comparison?.parts.find((part) => part.name === name)?.changes;
      view?.update({
        ...(system ? { system } : {}),
        ...(hot ? { hot } : {}),
        ...(changes ? { changes } : {}),
      });
    }
    return state;
  }

  /**
   * Compares the image with another one, in place of one before; the trees then know what changed.
   * @param against what a person knows that one by
   */
  async compareWith(directory: string, against: string): Promise<void> {
    this.comparing?.abort();
    const own = new AbortController();
    this.comparing = own;
    const signal = AbortSignal.any([this.signal, own.signal]);
    this.update({ against, comparing: {}, comparison: undefined, problem: undefined });
    try {
      const before = await openImage(directory, { signal });
      const comparison = await compareImages(before, this.image, {
        signal,
        onProgress: (fraction) => {
          if (!own.signal.aborted) this.updateSoon({ comparing: { fraction } });
        },
      });
      if (!own.signal.aborted) this.update({ comparing: undefined, comparison });
    } catch (error) {
      if (!own.signal.aborted) this.update({ comparing: undefined, problem: failureText(error) });
    }
  }

  /** Ends what is being read. */
  override close(): void {
    super.close();
    this.closing.abort();
  }
}
