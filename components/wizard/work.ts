import type { Draft } from "../../src/settings/draft.ts";
import { Store } from "../ui/store.ts";

/** What a person works on in the wizard. */
export interface Work {
  /** As the screens show it. */
  readonly draft?: Draft | undefined;
  /** Names of the steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** Why the draft on disk is not the one on screen. */
  readonly problem?: string | undefined;
}

const nothing: Work = { draft: undefined, seen: new Set(), problem: undefined };

/** Keeps the draft that is worked on: each change is written to disk, in the order of the changes. */
export class WorkStore extends Store<Work> {
  private latest: Draft | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor() {
    super(nothing);
  }

  /** The draft as it is by now; none after it was discarded, even while it is still on screen. */
  current(): Draft | undefined {
    return this.latest;
  }

  /** Shows a draft that is on disk already, or in which nothing was changed. */
  open(draft: Draft): void {
    this.latest = draft;
    this.update({ draft });
  }

  /** Changes the draft and keeps it on disk. */
  change(change: Partial<Draft>): void {
    if (!this.latest) return;
    const next = { ...this.latest, ...change, changedAt: Date.now() };
    this.open(next);
    this.write(next);
  }

  /** Takes the draft off the disk: nothing in it would be lost. */
  discard(): void {
    this.latest = undefined;
    this.write(undefined);
  }

  see(step: string): void {
    this.update({ seen: new Set(this.state.seen).add(step) });
  }

  /** Nothing is worked on. What is on disk stays. */
  end(): void {
    this.latest = undefined;
    this.update(nothing);
  }

  /** Resolves when everything is on disk, or `problem` says why not. */
  settled(): Promise<void> {
    return this.writing;
  }

  private write(next: Draft | undefined): void {
    this.writing = this.writing
      .then(async () => {
        const { discardDraft, saveDraft } = await import("../../src/settings/draft.ts");
        // A later change is written by the next write.
        if (this.latest !== next) return;
        await (next ? saveDraft(next) : discardDraft());
        this.update({ problem: undefined });
      })
      .catch((error: Error) => this.update({ problem: `The draft cannot be saved: ${error.message}` }));
  }
}
