import type { Draft } from "../../src/settings/drafts/draft.ts";
import type { DraftFile } from "../../src/settings/drafts/file.ts";
import { record } from "../../src/settings/drafts/history.ts";
import type { Settings } from "../../src/settings/schema.ts";
import { gibibyte } from "../ui/format.ts";
import { failureText } from "../ui/shown-error.ts";
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
  /** What was just done, in words. */
  readonly said?: string | undefined;
}

/** Memory in bytes of the clients to choose from. */
const clientSizes: readonly number[] = [0.5, 1, 1.5, 2, 4, 8, 16].map((size) => size * gibibyte);

const nothing: Work = {
  ...{ draft: undefined, before: undefined, seen: new Set<string>(), problem: undefined, said: undefined },
  clientMemory: 2 * gibibyte,
};

/** Whether a draft has its name from its image: the same, or with a number behind it. */
const isNamedAfter = (name: string, image: string): boolean =>
  name === image || name.replace(/-\d+$/, "") === image;

/** The name of a draft whose image may be called otherwise from now on. */
const nameIn = ({ name, settings }: Draft, now: Settings): string =>
  now.name !== settings.name && isNamedAfter(name, settings.name) ? now.name : name;

/** Keeps the draft that is worked on: each change is written to disk, in the order of the changes. */
export class WorkStore extends Store<Work> {
  private latest: Draft | undefined;
  private file: DraftFile | undefined;
  /** The stay in an editor that the last change was made in. */
  private stay: object | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** What the next write writes: a draft, or that there is none. */
  private unwritten: { readonly draft: Draft | undefined } | undefined;

  constructor() {
    super(nothing);
  }

  /** The draft as it is by now; none after it was discarded, even while it is still on screen. */
  current(): Draft | undefined {
    return this.latest;
  }

  /** Shows a draft that is on disk already, or in which nothing was changed, and keeps it in a file from now on. */
  open(draft: Draft, file: DraftFile): void {
    this.latest = draft;
    this.file = file;
    this.stay = undefined;
    this.update({ draft, before: undefined, said: undefined });
  }

  /**
   * Changes the draft and keeps it on disk.
   * @param stay changes of settings with the same object here are undone together
   */
  change(change: Partial<Draft>, stay?: object): void {
    const last = this.latest;
    if (!last) return;
    const { settings } = change;
    const recorded = settings ? record(last, settings, stay !== undefined && stay === this.stay) : last;
    this.put({ ...recorded, ...change, name: nameIn(last, settings ?? last.settings) });
    // A stay that is back where it began has left nothing that could go on.
    if (settings) this.stay = recorded.past.length < last.past.length ? undefined : stay;
  }

  /** Leads the draft back or forth, and says so. */
  turn(draft: Draft, said: string): void {
    const last = this.latest;
    if (!last) return;
    this.stay = undefined;
    this.put({ ...draft, name: nameIn(last, draft.settings) });
    this.update({ said });
  }

  /** Says something on the screen, until something is changed or another step is opened. */
  say(said: string): void {
    this.update({ said });
  }

  /** Draws the screens again: something else that they show is known by now. */
  drawAgain(): void {
    this.update();
  }

  /** Writes the draft once more, where that failed. */
  save(): void {
    if (this.latest) this.write(this.latest);
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
    this.update({ said: undefined, seen: new Set(this.state.seen).add(step) });
  }

  /** Nothing is worked on. What is on disk stays, and other processes may have it. */
  end(): void {
    this.latest = undefined;
    const { file } = this;
    // A lock that cannot be taken away ends with this process.
    this.writing = this.writing.then(() => file?.close()).catch(() => {});
    this.update(nothing);
  }

  /** Resolves when everything is on disk, or `problem` says why not. */
  settled(): Promise<void> {
    return this.writing;
  }

  private put(next: Draft): void {
    const before = this.latest?.settings;
    this.latest = next;
    this.update({ draft: next, said: undefined, ...(before === next.settings ? {} : { before }) });
    this.write(next);
  }

  private write(next: Draft | undefined): void {
    const { file } = this;
    this.unwritten = { draft: next };
    this.writing = this.writing
      .then(async () => {
        const now = this.unwritten;
        // An earlier write may have had this change, too.
        if (!file || !now) return;
        this.unwritten = undefined;
        if (now.draft) this.rename(now.draft.name, await file.save(now.draft));
        else await file.discard();
        this.update({ problem: undefined });
      })
      .catch((error) => this.update({ problem: `The draft cannot be saved: ${failureText(error)}` }));
  }

  /** Takes on the name that a draft has got on disk, where another draft had its own. */
  private rename(from: string, to: string): void {
    if (from === to || this.latest?.name !== from) return;
    this.latest = { ...this.latest, name: to };
    if (this.unwritten) this.unwritten = { draft: this.latest };
    this.update({ draft: this.latest });
  }
}
