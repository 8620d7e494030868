import { nearestNames } from "../../../src/distributions/package-index/nearest-names.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import { sanitize } from "../../../src/system/text.ts";
import { count } from "../../ui/format.ts";

/** A longer text is no list of packages. In characters. */
const longestText = 16 * 1024;
/** As many are taken at once. */
const mostNames = 300;
/** As many that do not exist are named; looking for the nearest names takes some 50 ms each. */
const mostUnknown = 3;
const longestName = 40;

/** The names in a text, which blanks, commas or lines separate. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .slice(0, longestText)
      .split(/[\s,;]+/)
      .filter(Boolean),
  ),
];

/** What came of several names. */
export interface TakenNames {
  /** What is chosen now: nothing is taken away. */
  readonly chosen: readonly string[];
  /** What was taken, and what was not, in words. */
  readonly says: string;
  /** Whether everything was taken. */
  readonly whole: boolean;
}

/** Chooses several packages by their names. Pure. */
export const takeNames = (text: string, chosen: readonly string[], index: PackageIndex): TakenNames => {
  const all = namesIn(text);
  const names = all.slice(0, mostNames);
  const known = names.filter((name) => index.byName.has(name) || index.providers.get(name)?.length === 1);
  const added = known.filter((name) => !chosen.includes(name));
  const unknown = names.filter((name) => !known.includes(name));
  const told = unknown.slice(0, mostUnknown).map((name) => {
    const [nearest] = nearestNames(index, name);
    const shown = sanitize(name).slice(0, longestName);
    return nearest ? `${shown} (${nearest}?)` : shown;
  });
  const left = unknown.length - told.length;
  const parts = [
    added.length > 0 ? `chosen: ${added.length > 6 ? count(added.length, "package") : added.join(", ")}` : "",
    known.length > added.length ? `already chosen: ${known.length - added.length}` : "",
    told.length > 0 ? `not found: ${told.join(", ")}${left > 0 ? ` and ${left} more` : ""}` : "",
    all.length > names.length || text.length > longestText
      ? `the text is too long: ${mostNames} names at most`
      : "",
  ];
  return {
    chosen: [...chosen, ...added],
    says: parts.filter(Boolean).join("; "),
    whole: unknown.length === 0 && all.length === names.length && text.length <= longestText,
  };
};
