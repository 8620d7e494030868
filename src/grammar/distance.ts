/**
 * How many errors make one word out of another: a letter that is wrong, missing or too many, or two neighbours that are
 * exchanged (the optimal string alignment distance).
 */
export const distance = (one: string, other: string): number => {
  let start = 0;
  let [rows, columns] = [one.length, other.length];
  // What both begin and end with is not compared: of most names that leaves little.
  while (rows > 0 && columns > 0 && one.charCodeAt(rows - 1) === other.charCodeAt(columns - 1)) {
    rows -= 1;
    columns -= 1;
  }
  while (start < rows && start < columns && one.charCodeAt(start) === other.charCodeAt(start)) start += 1;
  rows -= start;
  columns -= start;
  if (rows === 0 || columns === 0) return rows + columns;
  let before: number[] = [];
  let above = Array.from({ length: columns + 1 }, (_, column) => column);
  for (let row = 1; row <= rows; row += 1) {
    const here = [row];
    const letter = one.charCodeAt(start + row - 1);
    for (let column = 1; column <= columns; column += 1) {
      const same = letter === other.charCodeAt(start + column - 1);
      let least = (above[column - 1] as number) + (same ? 0 : 1);
      least = Math.min(least, (above[column] as number) + 1, (here[column - 1] as number) + 1);
      const exchanged =
        row > 1 &&
        column > 1 &&
        letter === other.charCodeAt(start + column - 2) &&
        one.charCodeAt(start + row - 2) === other.charCodeAt(start + column - 1);
      if (exchanged) least = Math.min(least, (before[column - 2] as number) + 1);
      here.push(least);
    }
    before = above;
    above = here;
  }
  return above[columns] as number;
};
