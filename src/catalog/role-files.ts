import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { mistakesOf } from "../grammar/issue-words.ts";
import { shown } from "../grammar/shown.ts";
import { configDirectory, packageRoot, shortPath } from "../system/paths.ts";
import { type Role, roleName, roleSchema } from "./role.ts";
import { settingMistakes } from "./role-mistakes.ts";
import { lastPart, type RoleSetting } from "./role-setting.ts";

/** A role of the catalogue. `mistakes` are reported only if somebody chooses the role. */
export interface RoleFile {
  readonly name: string;
  readonly path: string;
  readonly role: Role | undefined;
  readonly mistakes: readonly string[];
  /** The shell script beside it, which runs in the tree at the step customize. */
  readonly script: string | undefined;
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

/** @throws Error for what is no file of a sensible size: reading a pipe or a device might never end */
const readText = (path: string, what: string): string => {
  const status = statSync(path);
  if (!status.isFile()) throw new Error(`${what} is not a regular file`);
  if (status.size > largestFile) throw new Error(`${what} is larger than 1 MiB`);
  return readFileSync(path, "utf8");
};

const shippedDirectory = () => join(packageRoot(), "src/catalog/roles");

const parse = (path: string): Omit<RoleFile, "name" | "path"> => {
  const wrong = (mistakes: readonly string[]) => ({ role: undefined, mistakes, script: undefined });
  try {
    const content: unknown = JSON.parse(readText(path, "it"));
    const beside = path.replace(/\.json$/, ".sh");
    const script = existsSync(beside)
      ? readText(beside, `the script ${basename(beside)} beside it`)
      : undefined;
    const { data: role, error } = roleSchema.safeParse(content);
    if (!role) return wrong(error.issues.flatMap((issue) => mistakesOf(issue, content)));
    const name = basename(path, ".json");
    const shipped = dirname(path) === shippedDirectory();
    const mistakes = [
      ...sessionMistakes(name, role),
      ...settingMistakes(name, role, { shipped, script: script !== undefined }),
    ];
    return mistakes.length === 0 ? { role, mistakes, script } : wrong(mistakes);
  } catch (error) {
    const { message } = error as Error;
    return wrong([error instanceof SyntaxError ? `it is not JSON: ${message}` : message]);
  }
};

/** A role in place of a shipped one of that name, whose files and settings stay, and what makes use of them. */
const inPlaceOf = (file: RoleFile, shipped: RoleFile | undefined): RoleFile => {
  if (!file.role || !shipped?.role || shipped === file) return file;
  const taken = new Set(Object.keys(shipped.role.settings).map(lastPart));
  const twice = Object.keys(file.role.settings).find((setting) => taken.has(lastPart(setting)));
  if (twice !== undefined) {
    const mistake = `settings.${twice}: the role of thinsmith that it replaces has a setting of that last name`;
    return { ...file, role: undefined, mistakes: [mistake], script: undefined };
  }
  return {
    ...file,
    role: {
      ...file.role,
      files: { ...shipped.role.files, ...file.role.files },
      settings: { ...shipped.role.settings, ...file.role.settings },
      warnings: [...shipped.role.warnings, ...file.role.warnings],
    },
    script: file.script ?? shipped.script,
  };
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
 * ones replace earlier ones of the same name. `settings`: what they declare, by dotted names.
 */
export const readRoles = (): {
  files: Map<string, RoleFile>;
  unread: readonly string[];
  settings: Readonly<Record<string, RoleSetting>>;
} => {
  const found = [shippedDirectory(), ...ownRoleDirectories()].map(filesIn);
  const all = found.flatMap(({ files }) => files);
  const shipped = new Map(found[0]?.files.map((file) => [file.name, file]));
  const files = new Map(all.map((file) => [file.name, inPlaceOf(file, shipped.get(file.name))]));
  return {
    files,
    unread: [...new Set(found.flatMap(({ unread }) => unread))],
    // Those of shipped roles are there whatever is wrong with a file in their place: presets have them.
    settings: Object.assign(
      {},
      ...[...shipped.values(), ...files.values()].map(({ role }) => role?.settings),
    ),
  };
};
