/** How many bytes had been sent at a time, in milliseconds since the epoch. */
export interface Sample {
  readonly at: number;
  readonly sent: number;
}

/** Milliseconds between two samples, at least; and samples that are kept. */
const apart = 250;
const keptSamples = 400;
/** Numbers come once a second: a longer gap was a pause, in whose last stretch all was sent. */
const longestGap = 1500;

/** The samples with a newer one. Pure. */
export const sampled = (samples: readonly Sample[], at: number, sent: number): readonly Sample[] => {
  const last = samples.at(-1);
  // The first of those that come together keeps its time.
  const before = last && at - last.at < apart ? samples.slice(0, -1) : samples;
  return [...before, { at: before === samples ? at : (last?.at ?? at), sent }].slice(-keptSamples);
};

/** Bytes a second in each of the last `seconds` seconds before `now`, the newest last. Pure. */
export const rates = (samples: readonly Sample[], now: number, seconds: number): number[] => {
  const newest = samples.at(-1)?.at ?? now;
  // The second that has begun is not known yet.
  const end = now - newest < longestGap ? newest : now;
  const perSecond = Array<number>(seconds).fill(0);
  for (const [index, { at, sent }] of samples.entries()) {
    const before = samples[index - 1];
    if (!before || sent <= before.sent) continue;
    const from = Math.max(before.at, at - longestGap);
    const length = Math.max(1, at - from);
    for (let slot = 0; slot < seconds; slot += 1) {
      const begin = end - (seconds - slot) * 1000;
      const shared = Math.min(at, begin + 1000) - Math.max(from, begin);
      if (shared > 0) perSecond[slot] = (perSecond[slot] ?? 0) + ((sent - before.sent) * shared) / length;
    }
  }
  return perSecond;
};
