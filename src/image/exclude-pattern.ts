import { imagePath } from "../grammar/grammar.ts";

/**
 * The line of `exclude.paths` that excludes a path from the next image. For a directory it excludes the contents, so
 * that the directory itself stays. Undefined if the grammar of the settings does not permit the path.
 */
export const excludePattern = (path: string, directory: boolean): string | undefined => {
  const pattern = directory ? `${path}/*` : path;
  return imagePath.safeParse(pattern).success ? pattern : undefined;
};
