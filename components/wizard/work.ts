import type { Draft } from "../../src/settings/draft.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { Store } from "../ui/store.ts";

/** What a person works on in the wizard. */
export interface Work {
  /** As the screens show it. */
  readonly draft?: Draft | undefined;
  /** Names of the steps that were looked at. */
  readonly seen: ReadonlySet<string>;
  /** The settings before the last change of them; none where nothing was changed since the draft was opened. */
  readonly before?: Settings | undefined;
  /** Memory in bytes of the client that the panes show the image in. */
  readonly clientMemory: number;
  /** Why the draft on disk is not the one on screen. */
  readonly problem?: string | undefined;
}

const gibibyte = 1024 ** 3;
/** Memory in bytes of the clients to choose from. */
const clientSizes: readonly number[] = [0.5, 1, 1.5, 2, 4, 8, 16].map((size) => size * gibibyte);

const nothing: Work = {
  ...{ draft: undefined, before: undefined, seen: new Set<string>(), problem: undefined },
  clientMemory: 2 * gibibyte,
};

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
    this.update({ draft, before: undefined });
  }

  /** Changes the draft and keeps it on disk. */
  change(change: Partial<Draft>): void {
    const last = this.latest;
    if (!last) return;
    const next = { ...last, ...change, changedAt: Date.now() };
    this.latest = next;
    this.update({ draft: next, ...(change.settings ? { before: last.settings } : {}) });
    this.write(next);
  }

  /** Takes the draft off the disk: nothing in it would be lost. */
  discard(): void {
    this.latest = undefined;
    this.write(undefined);
  }

  /** Shows the image in a client of the next size, or of the one before. */
  resizeClient(direction: 1 | -1): void {
    const at = clientSizes.indexOf(this.state.clientMemory) + direction;
    this.update({ clientMemory: clientSizes[at] ?? this.state.clientMemory });
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
