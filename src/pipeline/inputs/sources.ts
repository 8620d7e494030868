import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ownPrivilege } from "../../system/namespace.ts";
import { packageRoot } from "../../system/paths.ts";
import type { PlanFacts, StageDefinition } from "../stage.ts";
import type { SiteFiles } from "./site-files.ts";
import { sourceDateFrom } from "./source-date.ts";

const root = () => join(packageRoot(), "src");

/** A file, or all files below a folder. */
const filesOf = async (path: string): Promise<string[]> => {
  if ((await stat(join(root(), path))).isFile()) return [path];
  const found = await readdir(join(root(), path), { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root().length + 1))
    .sort();
};

/** sha256 of the names and contents of our own files and folders below src/. */
export const digestOfSources = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const file of (await Promise.all(paths.map(filesOf))).flat()) {
    const path = join(root(), file);
    const executable = ((await stat(path)).mode & 0o100) !== 0;
    hash.update(`${file}\0${executable}\0`).update(await readFile(path));
  }
  return hash.digest("hex");
};

/** What a plan depends on in addition to the settings. */
export const planFacts = async (
  definitions: readonly StageDefinition[],
  siteFiles: SiteFiles,
  lock?: PlanFacts["lock"],
): Promise<PlanFacts> => {
  const sources = definitions.flatMap(({ name, sources: paths }) =>
    paths ? [digestOfSources(paths).then((digest): [string, string] => [name, digest])] : [],
  );
  return {
    siteFiles,
    sources: Object.fromEntries(await Promise.all(sources)),
    privilege: ownPrivilege(),
    epoch: sourceDateFrom(process.env),
    lock,
  };
};
