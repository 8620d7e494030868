import { findInArchives } from "../image/initrd/find.ts";
import { kernelVersions } from "../image/kernels.ts";
import type { Tree } from "../image/tree.ts";
import type { Finding } from "./finding.ts";

/** Where the init of initramfs-tools looks for programs. */
const programDirectories = ["usr/sbin", "usr/bin", "sbin", "bin"];
/** The boot script, and what starts it. */
const scripts = ["init", "scripts/functions", "scripts/ram"];

/** Looks whether an initrd can start the boot script, and has modules of its kernel. Pure. */
export const lookAtInitrd = (
  tree: Tree,
  tools: readonly string[],
  version: string | undefined,
): Finding[] => {
  const problems: string[] = [];
  const has = (path: string): boolean =>
    findInArchives(tree, path).some((node) => tree.type(node) === "file");
  for (const script of scripts) if (!has(script)) problems.push(`the initrd has no /${script}`);
  const missing = tools.filter((tool) => !programDirectories.some((folder) => has(`${folder}/${tool}`)));
  if (missing.length > 0)
    problems.push(`the boot script needs ${missing.join(", ")}, which the initrd lacks`);
  const versions = kernelVersions(tree);
  if (version !== undefined && !versions.includes(version)) {
    const instead = versions.length > 0 ? `only those of ${versions.join(", ")}` : "none";
    problems.push(`the initrd has no modules of the kernel ${version}, ${instead}`);
  }
  return problems.map((problem) => ({ check: "initrd", problem }));
};
