import { join } from "node:path";
import type { FailedStage } from "../../pipeline/builder.ts";
import { exists } from "../../system/files.ts";
import { inNamespace } from "../../system/namespace.ts";
import { handOver } from "../../system/terminal.ts";
import { treeScript } from "../tree/script.ts";

/**
 * The command that opens a shell in a stage's `output`/tree, else in a tree that the stage reads, else in `output`. The outer
 * shell takes the terminal back at the end. The inner shell cannot: from its process namespace it does not see which process
 * group had the terminal before, and Ctrl-C would reach no process any more.
 */
export const shellCommand = (output: string, trees: readonly string[]): string[] => [
  ...["sh", "-c", 'set -m 2>/dev/null; "$@"; exit $?', "sh"],
  ...inNamespace([treeScript("shell.sh"), output, ...trees.slice(0, 1)]),
];

/** Opens a shell where a stage failed. */
export const shellIn = async ({ stage, output, inputs }: FailedStage): Promise<void> => {
  const trees = Object.values(inputs).map((directory) => join(directory, "tree"));
  const found = await Promise.all(trees.map(exists));
  await handOver(
    shellCommand(
      output,
      trees.filter((_, index) => found[index]),
    ),
    `A shell where the stage ${stage} failed.`,
  );
};
