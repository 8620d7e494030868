import type { Settings } from "../../src/settings/schema.ts";

/** How much smaller idle programs become, by zram's algorithms; from published figures, not measured here. */
const ratio: Readonly<Record<string, number>> = { zstd: 2.9, deflate: 2.7, lz4hc: 2.3 };
const usualRatio = 2.1;

/** What zram adds to a client's memory once its swap is full, in the unit of `memory`. */
export const zramGain = (memory: number, { sizePct, algorithm }: Settings["zram"]): number => {
  const swap = (memory * sizePct) / 100;
  return swap - swap / (ratio[algorithm] ?? usualRatio);
};
