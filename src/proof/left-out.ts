import { packageManagers } from "../distributions/distributions.ts";
import { nameOf } from "../image/names.ts";
import type { Root } from "./root.ts";

/** Files of the image's package manager that tell which files some packages have. */
export const listsOf = (root: Root, packages: readonly string[]): string[] => {
  const namesIn = (directory: string) => root.namesIn(directory);
  return packages.length === 0 ? [] : packageManagers.flatMap((one) => one.files(namesIn, packages));
};

/**
 * Paths of the files that packages brought, whether the image has them or not, without a leading slash.
 * @param root with the files of `listsOf` loaded
 */
export const filesOf = (root: Root, lists: readonly string[], packages: readonly string[]): Set<string> => {
  const files = new Map(lists.flatMap((list) => [[list, root.content(list) ?? Buffer.alloc(0)] as const]));
  const paths = packageManagers.flatMap((one) =>
    one
      .read(files)
      .filter(({ found }) => packages.includes(found.name))
      .flatMap(({ paths: some }) => [...some].map((path) => nameOf(path).replace(/^\//, ""))),
  );
  return new Set(paths);
};
