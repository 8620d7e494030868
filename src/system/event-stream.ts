import { Readable } from "node:stream";

/**
 * Runs `work` and yields the events that it emits, in order, until it ends. If the reader stops early, the signal of
 * the work is aborted and the generator waits for its end.
 * @throws what the work throws
 */
export async function* eventsOf<Event extends object>(
  signal: AbortSignal,
  work: (say: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void> {
  const abandoned = new AbortController();
  // Events are kept until they are read.
  const events = new Readable({ objectMode: true, read() {} });
  let over = false;
  const say = (event: Event) => {
    // Nobody reads what comes after the end.
    if (!over) events.push(event);
  };
  const working = work(say, AbortSignal.any([signal, abandoned.signal])).finally(() => {
    over = true;
    events.push(null);
  });
  // Awaited below; until then a rejection must not count as unhandled.
  working.catch(() => {});
  try {
    yield* events as AsyncIterable<Event>;
  } finally {
    abandoned.abort();
    await working.catch(() => {});
  }
  await working;
}
