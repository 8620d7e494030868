import { dirname } from "node:path";
import { resolve } from "../image/links.ts";
import type { Elf } from "./elf.ts";
import type { Root } from "./root.ts";

/** Where libraries of a processor lie beside /usr/lib (Debian's multiarch), by e_machine. */
const multiarch: Readonly<Record<number, string>> = { 62: "x86_64-linux-gnu" };

const configuration = "etc/ld.so.conf.d";

/** Files that `configuredDirectories` reads. */
export const loaderFiles = (root: Root): string[] => [
  "etc/ld.so.conf",
  ...root
    .namesIn(configuration)
    .filter((name) => name.endsWith(".conf"))
    .sort()
    .map((name) => `${configuration}/${name}`),
];

/** Directories whose libraries are in /etc/ld.so.cache. Without the cache ld.so does not look there. */
export const configuredDirectories = (root: Root): string[] =>
  root.file("etc/ld.so.cache") === undefined
    ? []
    : loaderFiles(root).flatMap((file) =>
        root
          .text(file)
          .split("\n")
          .map((line) => line.replace(/#.*/, "").trim())
          .filter((line) => line.startsWith("/")),
      );

/** A program or a library of a process, and what it was loaded for. */
export interface Loaded {
  /** Of the file itself, as the tree has it. */
  readonly path: string;
  readonly elf: Elf;
  readonly by: Loaded | undefined;
}

/** $ORIGIN, $LIB and $PLATFORM of DT_RPATH and DT_RUNPATH: ld.so(8), "Dynamic string tokens". */
const expanded = (directory: string, { path, elf }: Loaded): string =>
  directory
    .replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, `/${dirname(path)}`)
    .replace(/\$(?:LIB\b|\{LIB\})/g, `lib/${multiarch[elf.machine] ?? ""}`)
    .replace(/\$(?:PLATFORM\b|\{PLATFORM\})/g, "x86_64");

/**
 * Files that may be the library `name` that a file needs, in the order in which ld.so tries them: it takes the first one
 * for the same processor. Source: ld.so(8), without LD_LIBRARY_PATH.
 * @param configured of `configuredDirectories`
 */
export const candidatesFor = (
  root: Root,
  loaded: Loaded,
  name: string,
  configured: readonly string[],
): string[] => {
  const lib = multiarch[loaded.elf.machine];
  const own: string[] = [];
  // Those of what loaded it count too, but only where the file has no DT_RUNPATH of its own.
  if (loaded.elf.runpath.length === 0)
    for (let at: Loaded | undefined = loaded; at; at = at.by)
      if (at.elf.runpath.length === 0)
        own.push(...at.elf.rpath.map((directory) => expanded(directory, at as Loaded)));
  const directories = [
    ...own,
    ...loaded.elf.runpath.map((directory) => expanded(directory, loaded)),
    ...configured,
    ...(lib ? [`/lib/${lib}`, `/usr/lib/${lib}`] : []),
    ...["/lib64", "/usr/lib64", "/lib", "/usr/lib"],
  ];
  const paths = name.includes("/") ? [name] : [];
  if (paths.length === 0)
    for (const place of new Set(directories.map((directory) => resolve(root.tree, directory))))
      if (place !== undefined) paths.push(`${root.tree.path(place)}/${name}`);
  return [...new Set(paths.flatMap((path) => root.placeOf(path) ?? []))];
};
