/**
 * Runs work and yields what it says, in order, until it has ended. Whoever stops reading ends the work: its signal is
 * set off, and it is waited for.
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
  // Awaited below; until then nobody listens.
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
