import { join } from "node:path";
import type { FailedStage } from "../../pipeline/builder.ts";
import { exists } from "../../system/files.ts";
import { inNamespace } from "../../system/namespace.ts";
import { handOver } from "../../system/terminal.ts";
import { treeScript } from "../tree/script.ts";

/**
 * The outer shell takes the terminal back at the end. The inner one cannot: from its process namespace it does not see which
 * process group had the terminal before, and Ctrl-C would reach nobody.
 */
const withJobControl = ["sh", "-c", 'set -m 2>/dev/null; "$@"; exit $?', "sh"];

/** A shell in the tree of a stage that failed, else in the tree that it reads, else in its directory. */
export const shellIn = async ({ stage, output, inputs }: FailedStage): Promise<void> => {
  const trees = Object.values(inputs).map((directory) => join(directory, "tree"));
  const found = await Promise.all(trees.map(exists));
  const tree = trees.filter((_, index) => found[index]).slice(0, 1);
  await handOver(
    [...withJobControl, ...inNamespace([treeScript("shell.sh"), output, ...tree])],
    `A shell where the stage ${stage} failed.`,
  );
};
