import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../system/paths.ts";
import { ownPrivilege } from "../system/privilege.ts";
import type { PlanFacts } from "./plan.ts";
import { digestOf, type SiteFiles } from "./site-files.ts";

const hashOf = async (files: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const file of files) {
    const path = join(packageRoot(), "src", file);
    const executable = ((await stat(path)).mode & 0o100) !== 0;
    hash.update(`${file}\0${executable}\0`).update(await readFile(path));
  }
  return hash.digest("hex");
};

/** All files below a folder of ours. */
const filesBelow = async (folder: string): Promise<string[]> => {
  const root = join(packageRoot(), "src");
  const found = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
};

/** sha256 over the playbooks and what they run: machines that were provisioned by others are provisioned again. */
export const provisionSources = async (): Promise<string> => hashOf(await filesBelow("provision"));

/** What a plan depends on besides the settings: our own files that a stage runs or copies, and who makes it. */
export const planFacts = async (siteFiles: SiteFiles): Promise<PlanFacts> => {
  const distribution = (await filesBelow("distributions")).filter((file) => file.endsWith(".sh"));
  const isForTrees = (file: string) => file.endsWith("/distribution.sh");
  return {
    siteFiles: digestOf(siteFiles),
    bootstrapSources: await hashOf(distribution.filter((file) => !isForTrees(file))),
    customizeSources: await hashOf([
      ...["customize", "tree", "initrd", "package-files"].map((name) => `builders/tree/${name}.sh`),
      ...distribution.filter(isForTrees),
      ...(await filesBelow("guest")),
    ]),
    templateSources: await hashOf(await filesBelow("builders/vagrant/remote")),
    privilege: ownPrivilege(),
  };
};
