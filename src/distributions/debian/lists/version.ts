/** Sort weight of a character outside digits: ~ before the end, the end before letters, letters before others. */
const weight = (version: string, at: number): number => {
  const code = version.charCodeAt(at);
  if (Number.isNaN(code) || (code >= 48 && code <= 57)) return 0;
  if (code === 126) return -1;
  const letter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return letter ? code : code + 65536;
};

const isDigit = (version: string, at: number): boolean => {
  const code = version.charCodeAt(at);
  return code >= 48 && code <= 57;
};

/** One of upstream version and revision: stretches of other characters and of digits by turns. */
const comparePart = (a: string, b: string): number => {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = weight(a, i) - weight(b, j);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const [beginA, beginB] = [i, j];
    while (isDigit(a, i)) i += 1;
    while (isDigit(b, j)) j += 1;
    // Without leading zeros the longer number is the greater, however long.
    const numberA = a.slice(beginA, i).replace(/^0+/, "");
    const numberB = b.slice(beginB, j).replace(/^0+/, "");
    if (numberA.length !== numberB.length) return numberA.length - numberB.length;
    if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  }
  return 0;
};

const split = (version: string): [epoch: string, upstream: string, revision: string] => {
  const colon = version.indexOf(":");
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf("-");
  return dash < 0
    ? [version.slice(0, Math.max(colon, 0)), rest, ""]
    : [version.slice(0, Math.max(colon, 0)), rest.slice(0, dash), rest.slice(dash + 1)];
};

/** Order of two package versions (Debian Policy 5.6.12): below 0 when `a` is older, above 0 when it is newer. */
export const compareVersions = (a: string, b: string): number => {
  if (a === b) return 0;
  const [partsA, partsB] = [split(a), split(b)];
  for (const [index, part] of partsA.entries()) {
    const order = comparePart(part, partsB[index] as string);
    if (order !== 0) return order;
  }
  return 0;
};
