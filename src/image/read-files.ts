import type { Part, ReadOptions } from "./image.ts";
import type { Tree } from "./tree.ts";

/** Largest file that is read into memory. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Reads small files of a part in one pass. @returns their content by path, without paths that are not regular files or
 * are too large
 */
export const readFiles = async (
  part: Part,
  tree: Tree,
  paths: readonly string[],
  options?: ReadOptions,
): Promise<Map<string, Buffer>> => {
  const wanted = paths.flatMap((path) => {
    const node = tree.find(path);
    if (node === undefined || tree.type(node) !== "file" || tree.size(node) > mostBytes) return [];
    return [{ path, size: tree.size(node) }];
  });
  const pieces: Buffer[][] = wanted.map(() => []);
  for await (const { file, bytes } of part.readMany(wanted, options)) pieces[file]?.push(bytes);
  return new Map(wanted.map(({ path }, file) => [path, Buffer.concat(pieces[file] ?? [])]));
};
