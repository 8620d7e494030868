import { imagePath } from "../grammar/grammar.ts";

/**
 * The line of `exclude.paths` that leaves a path out of the next image: of a directory what is in it, so that the
 * directory itself stays. Undefined where the settings' grammar has no way to write it.
 */
export const excludePattern = (path: string, directory: boolean): string | undefined => {
  const pattern = directory ? `${path}/*` : path;
  return imagePath.safeParse(pattern).success ? pattern : undefined;
};
