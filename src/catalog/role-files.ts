import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { mistakesOf } from "../grammar/issue-words.ts";
import { shown } from "../grammar/shown.ts";
import { configDirectory, packageRoot, shortPath } from "../system/paths.ts";
import { type Role, roleName, roleSchema } from "./role.ts";

/** A role of the catalogue. `mistakes` are reported only if somebody chooses the role. */
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

/** Program on the first console: in the files of the role, or in the guest files that thinsmith has for its name. */
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
  const wrong = (...mistakes: string[]) => ({ role: undefined, mistakes });
  try {
    const status = statSync(path);
    // Reading a pipe or a device might never end.
    if (!status.isFile()) return wrong("it is not a regular file");
    if (status.size > largestFile) return wrong("it is larger than 1 MiB");
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    const { data, error } = roleSchema.safeParse(content);
    if (error) return wrong(...error.issues.flatMap((issue) => mistakesOf(issue, content)));
    const mistakes = sessionMistakes(basename(path, ".json"), data);
    return mistakes.length === 0 ? { role: data, mistakes } : wrong(...mistakes);
  } catch (error) {
    const { message } = error as Error;
    return wrong(error instanceof SyntaxError ? `it is not JSON: ${message}` : message);
  }
};

interface RoleFiles {
  readonly files: readonly RoleFile[];
  /** Sentences about files that are not read, and why. */
  readonly unread: readonly string[];
}

const filesIn = (directory: string): RoleFiles => {
  let names: string[];
  try {
    names = readdirSync(directory)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unread =
      code === "ENOENT" ? [] : [`The roles in ${shortPath(directory)} cannot be read: ${message}.`];
    return { files: [], unread };
  }
  const nameOf = (file: string) => roleName.safeParse(basename(file, ".json"));
  const known = names.filter((name) => nameOf(name).success);
  const unread = names.flatMap((name) => {
    const says = nameOf(name).error?.issues[0]?.message;
    return says
      ? [`${shortPath(join(directory, name))} is not read: ${shown(basename(name, ".json"))} is not ${says}.`]
      : [];
  });
  const left = known.slice(mostFiles);
  if (left.length > 0)
    unread.push(`${shortPath(directory)} has more than ${mostFiles} roles; not read: ${left.join(", ")}.`);
  const files = known.slice(0, mostFiles).map((name) => {
    const path = join(directory, name);
    return { name: basename(name, ".json"), path, ...parse(path) };
  });
  return { files, unread };
};

/** Folders of a person's own roles. */
export const ownRoleDirectories = (): string[] => [
  join(configDirectory(), "roles"),
  resolve(siteRolesDirectory),
];

/**
 * Every role: shipped ones, those in the user's configuration directory, those of the working directory. Later
 * ones replace earlier ones of the same name.
 */
export const readRoles = (): { files: Map<string, RoleFile>; unread: readonly string[] } => {
  const found = [join(packageRoot(), "src/catalog/roles"), ...ownRoleDirectories()].map(filesIn);
  return {
    files: new Map(found.flatMap(({ files }) => files).map((file) => [file.name, file])),
    unread: [...new Set(found.flatMap(({ unread }) => unread))],
  };
};
