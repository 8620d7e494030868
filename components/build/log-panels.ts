/** Rows of the smallest panel: its title and two lines. */
const smallest = 3;

/**
 * Which log panels are on screen, and how many rows each has: the chosen one in any case and larger than the others,
 * of which as many as fit around it. Pure.
 */
export const panelsOf = (
  count: number,
  chosen: number,
  rows: number,
): readonly { readonly index: number; readonly height: number }[] => {
  const shown = Math.max(1, Math.min(count, Math.floor(rows / smallest)));
  const first = Math.max(0, Math.min(chosen - shown + 1, count - shown));
  const spare = Math.max(0, rows - shown * smallest);
  // Half of what is spare goes to the chosen one, the rest to all.
  const each = smallest + Math.floor(spare / 2 / shown);
  return Array.from({ length: Math.min(shown, count) }, (_, place) => ({
    index: first + place,
    height: Math.max(1, first + place === chosen ? rows - each * (shown - 1) : each),
  }));
};
