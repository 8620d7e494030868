import { join } from "node:path";
import { packageRoot } from "../../system/paths.ts";

/** Path of one of the shell scripts that both builders run on a tree. */
export const treeScript = (name: string): string => join(packageRoot(), "src/builders/tree", name);
