/** Sort weight of a character outside digits: ~ before the end, the end before letters, letters before others. */
const weight = (character: string | undefined): number => {
  if (character === undefined) return 0;
  if (character === "~") return -1;
  return character.charCodeAt(0) + (/[A-Za-z]/.test(character) ? 0 : 65536);
};

const compareText = (a: string, b: string): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = weight(a[at]) - weight(b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** One of upstream version and revision: other characters and digits in turn. */
const comparePart = (a: string, b: string): number => {
  const [partsA, partsB] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let at = 0; at < Math.max(partsA.length, partsB.length); at += 1) {
    const [partA = "", partB = ""] = [partsA[at], partsB[at]];
    // Every second part is a number.
    const difference = at % 2 === 0 ? compareText(partA, partB) : Number(BigInt(partA) - BigInt(partB));
    if (difference !== 0) return difference;
  }
  return 0;
};

const split = (version: string): [epoch: string, upstream: string, revision: string] => {
  const [, epoch = "", upstream = "", revision = ""] =
    /^(?:([^:]*):)?(.*?)(?:-([^-]*))?$/s.exec(version) ?? [];
  return [epoch, upstream, revision];
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
