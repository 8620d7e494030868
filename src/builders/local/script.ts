import { join } from "node:path";
import { packageRoot } from "../../system/paths.ts";

/** Path of one of the local builder's shell scripts. */
export const script = (name: string): string => join(packageRoot(), "src/builders/local", name);
