import type { BuildOptions } from "../../src/pipeline/build.ts";
import type { Pause } from "../../src/pipeline/builder.ts";
import type { BuildEnded, BuildEvent } from "../../src/pipeline/events.ts";
import { type BuildView, emptyBuildView, foldAll } from "../../src/pipeline/fold.ts";

/** Displays are told of changes at most this often, in milliseconds: tools print thousands of lines a second. */
const tellEvery = 150;
/** Events that are kept until then; more are taken in before. */
const mostWaiting = 5000;

/**
 * A build that runs while screens come and go: takes its events in, tells who draws it. For React's
 * useSyncExternalStore.
 */
export class BuildSession {
  private view: BuildView = emptyBuildView;
  private waiting: BuildEvent[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly cancelling = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** Resolves with the last event; rejects when the build cannot begin. */
  readonly ended: Promise<BuildEnded>;

  /** What waits for a person, and what lets it go on. */
  private waits: { readonly pause: Pause; readonly resume: () => void } | undefined;

  constructor(events: (signal: AbortSignal, onPause: BuildOptions["onPause"]) => AsyncIterable<BuildEvent>) {
    const onPause = (pause: Pause, resume: () => void) => {
      this.waits = { pause, resume };
    };
    this.ended = this.follow(events(this.cancelling.signal, onPause));
    // Whoever waits for it gets the error; nobody may be waiting yet.
    this.ended.catch(() => {});
  }

  private async follow(events: AsyncIterable<BuildEvent>) {
    let last: BuildEvent | undefined;
    try {
      for await (const event of events) {
        last = event;
        this.waiting.push(event);
        if (this.waiting.length >= mostWaiting) this.takeIn();
        this.timer ??= setTimeout(() => this.tell(), tellEvery);
      }
    } finally {
      this.tell();
    }
    if (last?.type !== "build-ended") throw new Error("the build ended without saying so");
    return last;
  }

  private takeIn() {
    this.view = foldAll(this.view, this.waiting);
    this.waiting = [];
  }

  private tell() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.takeIn();
    for (const listener of this.listeners) listener();
  }

  /** Where the build waits for a person, leads him into the machine; resolves when he is back. */
  async enter(): Promise<void> {
    await this.waits?.pause.enter();
  }

  /** Lets a build go on that waits for a person. */
  resume(): void {
    this.waits?.resume();
    this.waits = undefined;
  }

  cancel(): void {
    this.cancelling.abort();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): BuildView => this.view;
}
