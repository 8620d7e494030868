import type { Included, Inclusion } from "../../../src/contents/inclusion.ts";
import type { PackageGroup } from "../../../src/contents/packages.ts";
import { findPackages } from "../../../src/distributions/package-index/find-packages.ts";
import { plainSection } from "../../../src/distributions/package-index/package.ts";
import type { PackageIndex } from "../../../src/distributions/package-index/package-index.ts";
import { findRows } from "../../ui/list/find-rows.ts";
import { byWhom, isOwn, whyIncluded } from "./whom.ts";

/** As many as anybody would look through; a longer search narrows it down. */
const mostShown = 500;

/** A setting that names packages: it brings them into the image, or takes something of the image out. */
export type PackageUse = "brings" | "takes";

/** A package of the list. */
export interface PackageRow {
  readonly name: string;
  readonly section: string;
  readonly installedBytes: number | undefined;
  readonly description: string;
  /** Whether this setting has it. */
  readonly chosen: boolean;
  /** By whom it is in the image; empty where it is not, or where nobody but the person has chosen it. */
  readonly by: string;
  /** Why this setting cannot leave it out; undefined where it can. */
  readonly fixed: string | undefined;
}

interface Options {
  readonly use: PackageUse;
  readonly chosen: readonly string[];
  /** What comes first while nothing is searched for. It may be chosen no longer: a row stays where it was. */
  readonly first: readonly string[];
  readonly query: string;
  /** None as long as there is no package list. */
  readonly index: PackageIndex | undefined;
  readonly included: Included | undefined;
}

/** What a person has chosen comes first, then what they may have. */
const kinds: readonly PackageGroup["kind"][] = [
  ...(["chosen", "role", "driver", "firmware", "kernel", "network", "client"] as const),
];
const kindOf = ({ group }: Inclusion) => (group ? kinds.indexOf(group.kind) : kinds.length);

/** Names of the image's packages: what roles and settings ask for, then what these need, then what every image has. */
const inImage = ({ byName }: Included): string[] => {
  const all = [...byName.values()].sort((a, b) => kindOf(a) - kindOf(b));
  return [
    ...all.filter(({ group, neededBy }) => group && !neededBy),
    ...all.filter(({ group, neededBy }) => group && neededBy),
    ...all.filter(({ group }) => !group),
  ].map(({ found }) => found.name);
};

/** By whom it is in the image, or why it is not there although a setting names it. */
const byOf = (name: string, { use, chosen, index, included }: Options): string => {
  const inclusion = included?.byName.get(name);
  if (inclusion) return isOwn(inclusion) && use === "brings" ? "" : byWhom(inclusion);
  if (!index || !chosen.includes(name)) return "";
  const [provider, another] = index.providers.get(name) ?? [];
  if (!index.byName.has(name)) return provider && !another ? `is ${provider.name}` : "not in suite";
  return use === "takes" ? "not in image" : "";
};

const rowOf = (name: string, options: Options): PackageRow => {
  const { use, chosen, index, included } = options;
  const found = index?.byName.get(name);
  const inclusion = included?.byName.get(name);
  const own = chosen.includes(name);
  return {
    ...{ name, chosen: own, by: byOf(name, options) },
    section: plainSection(found?.section ?? ""),
    installedBytes: found && found.installedKiB * 1024,
    description: found?.description ?? "",
    fixed: use === "brings" && !own && inclusion && included ? whyIncluded(inclusion, included) : undefined,
  };
};

/**
 * The rows of a list of packages: `first`, then what is in the image; or what a search finds, in the suite or, where a
 * setting takes something out, in the image. Pure.
 * @returns `total`: how many a search found, of which the best are in `rows`
 */
export const packageRows = (
  options: Options,
): { readonly rows: readonly PackageRow[]; readonly total: number } => {
  const { use, chosen, first, query, index, included } = options;
  const rows = (names: readonly string[]) => names.map((name) => rowOf(name, options));
  if (!index || !included) {
    // Without a list every name is taken; the build tells which do not exist.
    const written = query && !chosen.includes(query) ? [query] : [];
    const names = [...written, ...first.filter((one) => one.includes(query))];
    return { rows: rows(names), total: names.length };
  }
  if (query && use === "brings") {
    const { packages, total } = findPackages(index, query, mostShown);
    return { rows: rows(packages.map(({ name }) => name)), total };
  }
  const all = rows([...new Set([...first, ...inImage(included), ...chosen])]);
  if (!query) return { rows: all, total: all.length };
  const found = findRows(all, ({ name, description }) => [name, description], query);
  return { rows: found.map(({ item }) => item), total: found.length };
};
