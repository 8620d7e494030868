import { distance } from "./distance.ts";

/** The candidate that `word` was probably meant to be, if one is close enough; of equally close ones one as long as the word. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  let best: { candidate: string; errors: number } | undefined;
  for (const candidate of candidates) {
    const errors = distance(word.toLowerCase(), candidate.toLowerCase());
    const better =
      !best ||
      errors < best.errors ||
      (errors === best.errors && candidate.length === word.length && best.candidate.length !== word.length);
    if (better) best = { candidate, errors };
  }
  return best && best.errors <= Math.max(2, word.length / 3) ? best.candidate : undefined;
};
