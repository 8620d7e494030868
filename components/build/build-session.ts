import type { BuildOptions } from "../../src/pipeline/build.ts";
import type { Pause } from "../../src/pipeline/builder.ts";
import type { BuildEnded, BuildEvent } from "../../src/pipeline/events.ts";
import { type BuildView, emptyBuildView, foldAll } from "../../src/pipeline/fold.ts";
import { EventStore } from "../ui/store.ts";

/** A build that runs while screens come and go. */
export class BuildSession extends EventStore<BuildView, BuildEvent> {
  /** When it began, in milliseconds since the epoch: before its first event, which waits for checks. */
  readonly begunAt = Date.now();
  private readonly cancelling = new AbortController();
  /** Resolves with the last event; rejects when the build cannot begin. */
  readonly ended: Promise<BuildEnded>;
  /** What waits for a person, and what lets it go on. */
  private waits: { readonly pause: Pause; readonly resume: () => void } | undefined;

  /** @param name of the image */
  constructor(
    events: (signal: AbortSignal, onPause: BuildOptions["onPause"]) => AsyncIterable<BuildEvent>,
    readonly name = "",
  ) {
    super(emptyBuildView, foldAll);
    const onPause = (pause: Pause, resume: () => void) => {
      this.waits = { pause, resume };
    };
    this.ended = this.follow(events(this.cancelling.signal, onPause));
    // Those who wait get the error; there may be nobody yet.
    this.ended.catch(() => {});
  }

  private async follow(events: AsyncIterable<BuildEvent>): Promise<BuildEnded> {
    const last = await this.take(events).finally(() => this.update());
    if (last?.type !== "build-ended") throw new Error("the build ended without saying so");
    return last;
  }

  /** Where the build waits for a person, leads them into the machine; resolves when they are back. */
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
}
