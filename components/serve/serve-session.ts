import type { ServeEvent } from "../../src/serve/events/events.ts";
import { emptyServeView, foldAll, type ServeView } from "../../src/serve/events/fold.ts";
import { type ShownError, shownError } from "../ui/shown-error.ts";
import { EventStore } from "../ui/store.ts";

/** A boot server as a screen shows it. */
export interface ServeSessionView {
  readonly state: "starting" | "running" | "stopping" | "ended";
  readonly server: ServeView;
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Why the server could not begin, or ended by itself. */
  readonly error?: ShownError;
}

/** A boot server that runs while a screen shows it. */
export class ServeSession extends EventStore<ServeSessionView, ServeEvent> {
  private readonly stopping = new AbortController();
  /** Resolves when it has ended; rejects with what kept it from beginning. */
  readonly ended: Promise<void>;

  /** It starts at once. */
  constructor(events: (signal: AbortSignal) => AsyncIterable<ServeEvent>) {
    super({ state: "starting", server: emptyServeView, startedAt: Date.now() }, (view, some) => {
      const started = view.state === "starting" && some.some(({ type }) => type === "serve-started");
      return { ...view, server: foldAll(view.server, some), state: started ? "running" : view.state };
    });
    this.ended = this.follow(events(this.stopping.signal));
    // The screen shows the error; others may not wait at all.
    this.ended.catch(() => {});
  }

  private async follow(events: AsyncIterable<ServeEvent>): Promise<void> {
    try {
      await this.take(events);
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.updateSoon({ error: shownError(error) });
        throw error;
      }
    } finally {
      this.update({ state: "ended" });
    }
  }

  /** Ends it; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    if (this.state.state !== "ended") {
      this.update({ state: "stopping" });
      this.stopping.abort();
    }
    await this.ended.catch(() => {});
  }
}
