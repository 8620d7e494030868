import type { DistributionName } from "../../distributions/distributions.ts";
import type { Settings } from "../../settings/schema.ts";
import { runInNamespace } from "../../system/namespace.ts";
import { treeEnvironment, treeScript } from "../tree/script.ts";

/** fnmatch(3) as mksquashfs -wildcards calls it: wildcards take no slash, and no dot at the beginning of a name. */
const nameRegExp = (name: string): RegExp => {
  const body = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${/^[*?]/.test(name) ? "(?!\\.)" : ""}${body}$`, "s");
};

/** Which of some patterns exclude a path, by their places in the list. A pattern also excludes what lies below its match. */
const excludeMatcher = (patterns: readonly string[]): ((path: string) => number[]) => {
  const compiled = patterns.map((pattern) => pattern.split("/").map(nameRegExp));
  return (path) => {
    const names = path.split("/");
    return compiled.flatMap((pattern, index) =>
      pattern.length <= names.length && pattern.every((name, at) => name.test(names[at] as string))
        ? [index]
        : [],
    );
  };
};

/** What a line of the excludes removed from an image: files and links, and their bytes before packing. */
export interface Excluded {
  readonly what: string;
  readonly kind: "path" | "package";
  readonly files: number;
  readonly bytes: number;
}

/** All files of a tree except directories, with their bytes. Runs in a namespace, since they may belong to other ids. */
const filesIn = async (tree: string): Promise<{ readonly path: string; readonly bytes: number }[]> => {
  const found = await runInNamespace(["find", tree, "!", "-type", "d", "-printf", "%y%s %P\\0"]);
  return found
    .split("\0")
    .filter(Boolean)
    .map((record) => {
      const space = record.indexOf(" ");
      const bytes = record.startsWith("f") ? Number(record.slice(1, space)) : 0;
      return { path: record.slice(space + 1), bytes };
    });
};

/** Files of packages in a tree, as paths below it. */
export const filesOf = async (
  tree: string,
  distribution: DistributionName,
  packages: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> => {
  const command = [treeScript("package-files.sh"), tree, ...packages];
  const lines = await runInNamespace(command, { signal, env: treeEnvironment(distribution) });
  return lines.split("\n").filter(Boolean);
};

/** How many bytes before packing each path of the excludes saves in a tree. */
export const excludeSizes = async (
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const sizes = new Map(paths.map((path) => [path, 0]));
  const matches = excludeMatcher(paths);
  for (const { path, bytes } of await filesIn(tree)) {
    for (const index of matches(path)) {
      const pattern = paths[index] as string;
      sizes.set(pattern, (sizes.get(pattern) ?? 0) + bytes);
    }
  }
  return sizes;
};

/** What the settings exclude from a tree, line by line. A file that two lines exclude counts for the first. */
export const measureExcluded = async (
  tree: string,
  distribution: DistributionName,
  exclude: Settings["exclude"],
): Promise<Excluded[]> => {
  const matches = excludeMatcher(exclude.paths);
  const lines = [
    ...exclude.paths.map((what) => ({ what, kind: "path" as const, files: 0, bytes: 0 })),
    ...exclude.packages.map((what) => ({ what, kind: "package" as const, files: 0, bytes: 0 })),
  ];
  const ofPackages = new Map<string, number>();
  for (const [index, name] of exclude.packages.entries()) {
    for (const path of await filesOf(tree, distribution, [name]))
      ofPackages.set(path, exclude.paths.length + index);
  }
  for (const { path, bytes } of await filesIn(tree)) {
    const line = lines[matches(path)[0] ?? ofPackages.get(path) ?? -1];
    if (!line) continue;
    line.files += 1;
    line.bytes += bytes;
  }
  return lines.filter(({ files }) => files > 0);
};
