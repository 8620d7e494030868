/** A rectangle of cells. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How far from a square the worst of a row's rectangles is, 1 for a square. */
const worst = (row: readonly number[], side: number): number => {
  const sum = row.reduce((all, one) => all + one, 0);
  const breadth = sum / side;
  return Math.max(...row.map((one) => Math.max(one / breadth ** 2, breadth ** 2 / one)));
};

/**
 * Rectangles whose areas are in proportion to the values, as near to squares as can be: the squarified treemap of
 * Bruls, Huizing and van Wijk (2000). A cell of a terminal counts as half as wide as it is high.
 * @param values largest first, all above 0
 */
export const treemap = (
  values: readonly number[],
  { width, height }: { width: number; height: number },
): Rectangle[] => {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0 || width < 1 || height < 1) return [];
  // In units of half a cell's height, so that both directions count the same.
  let free = { left: 0, top: 0, width, height: height * 2 };
  const areas = values.map((value) => (value / total) * free.width * free.height);
  const rectangles: Rectangle[] = [];
  const place = (row: readonly number[]) => {
    const sum = row.reduce((all, one) => all + one, 0);
    const upright = free.width >= free.height;
    const breadth = sum / (upright ? free.height : free.width);
    let along = upright ? free.top : free.left;
    for (const area of row) {
      const length = area / breadth;
      rectangles.push(
        upright
          ? { left: free.left, top: along, width: breadth, height: length }
          : { left: along, top: free.top, width: length, height: breadth },
      );
      along += length;
    }
    free = upright
      ? { ...free, left: free.left + breadth, width: free.width - breadth }
      : { ...free, top: free.top + breadth, height: free.height - breadth };
  };
  let row: number[] = [];
  for (const area of areas) {
    const side = Math.min(free.width, free.height);
    if (row.length > 0 && worst([...row, area], side) > worst(row, side)) {
      place(row);
      row = [];
    }
    row.push(area);
  }
  place(row);
  // Edges are rounded, not sizes: neighbours meet, and nothing is left over.
  return rectangles.map(({ left, top, width: columns, height: units }) => {
    const at = { left: Math.round(left), top: Math.round(top / 2) };
    return {
      ...at,
      width: Math.round(left + columns) - at.left,
      height: Math.round((top + units) / 2) - at.top,
    };
  });
};
