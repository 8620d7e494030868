import type { ServeEvent } from "../../src/serve/events/events.ts";
import { emptyServeView, foldAll, type ServeView } from "../../src/serve/events/fold.ts";
import { ThinsmithError } from "../../src/system/errors.ts";

/** Displays are told of changes at most this often, in milliseconds: many clients say much. */
const tellEvery = 150;
/** Events that are kept until then; more are taken in before. */
const mostWaiting = 5000;

/** A boot server as a screen shows it. */
export interface ServeSessionView {
  readonly state: "starting" | "running" | "stopping" | "ended";
  readonly server: ServeView;
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Why it could not begin, or ended by itself. */
  readonly error?: { readonly message: string; readonly remedy?: string };
}

/** A boot server that runs while a screen shows it. For React's useSyncExternalStore. */
export class ServeSession {
  private view: ServeSessionView = { state: "starting", server: emptyServeView, startedAt: Date.now() };
  private waiting: ServeEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly stopping = new AbortController();
  /** Resolves when it has ended; rejects with what kept it from beginning. */
  readonly ended: Promise<void>;

  /** It starts at once. */
  constructor(events: (signal: AbortSignal) => AsyncIterable<ServeEvent>) {
    this.ended = this.follow(events(this.stopping.signal));
    // The screen shows the error; nobody else may be waiting for it.
    this.ended.catch(() => {});
  }

  private async follow(events: AsyncIterable<ServeEvent>): Promise<void> {
    try {
      for await (const event of events) {
        this.waiting.push(event);
        if (event.type === "serve-started" && this.view.state === "starting")
          this.view = { ...this.view, state: "running" };
        if (this.waiting.length >= mostWaiting) this.takeIn();
        this.timer ??= setTimeout(() => this.tell(), tellEvery);
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        const remedy = error instanceof ThinsmithError ? error.remedy : undefined;
        const message = error instanceof Error ? error.message : String(error);
        this.view = { ...this.view, error: { message, ...(remedy === undefined ? {} : { remedy }) } };
        throw error;
      }
    } finally {
      this.view = { ...this.view, state: "ended" };
      this.tell();
    }
  }

  private takeIn(): void {
    this.view = { ...this.view, server: foldAll(this.view.server, this.waiting) };
    this.waiting = [];
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.takeIn();
    for (const listener of this.listeners) listener();
  }

  /** Ends it; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    if (this.view.state !== "ended") {
      this.view = { ...this.view, state: "stopping" };
      this.tell();
      this.stopping.abort();
    }
    await this.ended.catch(() => {});
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): ServeSessionView => this.view;
}
