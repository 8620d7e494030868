import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { configDirectory, packageRoot } from "../system/paths.ts";
import { type Role, roleName, roleSchema } from "./role.ts";

/** A role of the catalogue; `mistakes` of one that is wrong, which only matters to whoever chooses it. */
export interface RoleFile {
  readonly name: string;
  readonly path: string;
  readonly role: Role | undefined;
  readonly mistakes: readonly string[];
}

/** Folder below the working directory in which a site keeps its own roles. */
export const siteRolesDirectory = "roles";

const largestFile = 1024 * 1024;
const mostFiles = 200;

/** What runs on the first console: it comes with a role's files, or with those that thinsmith has for its name. */
const sessionProgram = "usr/lib/thinsmith/session";
const sessionMistakes = (name: string, role: Role): string[] => {
  const brought =
    [role, ...Object.values(role.on)].some(({ files }) => sessionProgram in files) ||
    existsSync(join(packageRoot(), "src/guest/roles", name, sessionProgram));
  if (role.session === brought) return [];
  return [
    role.session
      ? `session: it brings no ${sessionProgram} in its files`
      : `session: it has to be true, since its files bring ${sessionProgram}`,
  ];
};

const parse = (path: string): Pick<RoleFile, "role" | "mistakes"> => {
  try {
    const status = statSync(path);
    // Reading a pipe or a device might never end.
    if (!status.isFile()) return { role: undefined, mistakes: ["it is no ordinary file"] };
    if (status.size > largestFile) return { role: undefined, mistakes: ["it is larger than 1 MiB"] };
    const result = roleSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (result.success) {
      const mistakes = sessionMistakes(basename(path, ".json"), result.data);
      return { role: mistakes.length === 0 ? result.data : undefined, mistakes };
    }
    const mistakes = result.error.issues.map(({ path: at, message }) =>
      at.length > 0 ? `${at.join(".")}: ${message}` : message,
    );
    return { role: undefined, mistakes };
  } catch (error) {
    return { role: undefined, mistakes: [(error as Error).message] };
  }
};

const filesIn = (directory: string): RoleFile[] => {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(".json") && roleName.safeParse(basename(name, ".json")).success)
    .sort()
    .slice(0, mostFiles)
    .map((name) => {
      const path = join(directory, name);
      return { name: basename(name, ".json"), path, ...parse(path) };
    });
};

/**
 * Every role: shipped ones, those in the user's configuration directory, those of the working directory. The later
 * replace the earlier of the same name.
 */
export const readRoleFiles = (): Map<string, RoleFile> => {
  const directories = [
    join(packageRoot(), "src/catalog/roles"),
    join(configDirectory(), "roles"),
    resolve(siteRolesDirectory),
  ];
  return new Map(directories.flatMap(filesIn).map((file) => [file.name, file]));
};
