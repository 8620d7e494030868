/**
 * Runs `work` and yields the events that it emits, in order, until it ends. If the reader stops early, the signal of
 * the work is aborted and the generator waits for its end.
 * @throws what the work throws
 */
export async function* eventsOf<Event>(
  signal: AbortSignal,
  work: (say: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<Event, void> {
  const abandoned = new AbortController();
  const waiting: Event[] = [];
  let wake: () => void = () => {};
  let over = false;
  const say = (event: Event) => {
    waiting.push(event);
    wake();
  };
  const working = work(say, AbortSignal.any([signal, abandoned.signal])).finally(() => {
    over = true;
    wake();
  });
  // Awaited below; until then a rejection must not count as unhandled.
  working.catch(() => {});
  try {
    while (!over || waiting.length > 0) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else {
        await new Promise<void>((said) => {
          wake = said;
        });
      }
    }
  } finally {
    abandoned.abort();
    await working.catch(() => {});
  }
  await working;
}
