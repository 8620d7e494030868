/**
 * A state that lives outside React and says when it changes. What works in the background (a build, a test boot, a boot
 * server, an image that is read, a log) extends it; `useStore` draws it.
 */
export abstract class Store<State extends object> {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  protected closed = false;

  /** @param every milliseconds between two announcements of `updateSoon`, at least */
  constructor(
    protected state: State,
    private readonly every = 0,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same object until the next announcement or change. */
  readonly snapshot = (): State => this.state;

  /** Changes the state and announces it now, with all that waits. */
  protected update(changed: Partial<State> = {}): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed) return;
    this.state = this.collect({ ...this.state, ...changed });
    for (const listener of this.listeners) listener();
  }

  /** Changes the state now; announces it together with what else changes within `every`. */
  protected updateSoon(changed?: Partial<State>): void {
    if (changed) this.state = { ...this.state, ...changed };
    if (!this.closed) this.timer ??= setTimeout(() => this.update(), this.every);
  }

  /** Adds to the state, right before it is announced, what costs too much at every single change. */
  protected collect(state: State): State {
    return state;
  }

  /** Announces nothing from now on. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}

/** Events that wait for the next announcement; more are folded earlier: tools print thousands of lines a second. */
const mostWaiting = 5000;

/** A state that is folded from events, announced at most every 150 ms. */
export abstract class EventStore<State extends object, Event> extends Store<State> {
  private waiting: Event[] = [];

  constructor(
    state: State,
    private readonly fold: (state: State, events: readonly Event[]) => State,
  ) {
    super(state, 150);
  }

  /** Takes in events until there are no more. Returns the last one; the caller announces the end. */
  protected async take(events: AsyncIterable<Event>): Promise<Event | undefined> {
    let last: Event | undefined;
    for await (const event of events) {
      last = event;
      this.waiting.push(event);
      if (this.waiting.length >= mostWaiting) this.state = this.collect(this.state);
      this.updateSoon();
    }
    return last;
  }

  protected override collect(state: State): State {
    const events = this.waiting;
    this.waiting = [];
    return this.fold(state, events);
  }
}
