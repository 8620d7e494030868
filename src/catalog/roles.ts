import { shortPath } from "../system/paths.ts";
import { type DriverName, drivers } from "./drivers.ts";
import type { Role, RolePart } from "./role.ts";
import { ownRoleDirectories, type RoleFile, readRoles } from "./role-files.ts";

/** What a client is for: packages, files and units that belong together. More than one can be chosen. */
const read = readRoles();
export const roleFiles: ReadonlyMap<string, RoleFile> = read.files;
/** Sentences about files in the folders of roles that are not read, and why. */
export const unreadRoles: readonly string[] = read.unread;
export const roleNames: readonly string[] = [...roleFiles.keys()];

/** Settings that the files of roles declare, by dotted names. */
export const roleSettings = read.settings;

/** What each role is, for lists that a person picks from. */
export const roleLabels: Readonly<Record<string, string>> = Object.fromEntries(
  [...roleFiles.values()].map(({ name, role }) => [name, role?.label ?? "this file has mistakes"]),
);

/** Which file is missing for a role that there is not, and where it is looked for. */
export const missingRole = (name: string): string =>
  `there is no ${name}.json in ${ownRoleDirectories().map(shortPath).join(" or ")}`;

/** Where a client's packages come from. */
export interface Target {
  readonly distribution: string;
  readonly suite: string;
}

type Catalogue = ReadonlyMap<string, Pick<RoleFile, "role" | "mistakes" | "path">>;

/** Roles with all that they include, each once, included ones first. Unknown names are left out. */
const withIncluded = (names: readonly string[], catalogue: Catalogue = roleFiles): Map<string, Role> => {
  const found = new Map<string, Role>();
  const visiting = new Set<string>();
  const visit = (name: string) => {
    const role = catalogue.get(name)?.role;
    if (!role || visiting.has(name)) return;
    visiting.add(name);
    for (const included of role.includes) visit(included);
    found.set(name, role);
  };
  for (const name of names) visit(name);
  return found;
};

/** The parts of a role that count for a suite: its own, then the distribution's, then the suite's. */
const partsOf = (role: Role, { distribution, suite }: Target): RolePart[] =>
  [role, role.on[distribution], role.on[suite]].filter((part) => part !== undefined);

/**
 * What the chosen roles need of a client, on every suite: MiB of memory, whether they draw on its screen, what has to
 * answer there, and whether a web page has to be shown. Pure.
 */
export const clientNeeds = (names: readonly string[], catalogue: Catalogue = roleFiles) => {
  const roles = [...withIncluded(names, catalogue).values()];
  return {
    session: roles.some(({ session }) => session),
    memoryMiB: roles.reduce((sum, { memory }) => sum + memory, 0),
    spareMiB: roles.reduce((sum, { spare }) => sum + spare, 0),
    answers: roles.flatMap(({ proof }) => proof.answers),
    page: roles.some(({ proof }) => proof.page),
  };
};

/** What the chosen roles bring to a suite, put together. Drivers are packages here. Pure. */
export const broughtBy = (
  names: readonly string[],
  target: Target,
  catalogue: Catalogue = roleFiles,
): Omit<RolePart, "drivers"> & ReturnType<typeof clientNeeds> & { readonly roles: readonly string[] } => {
  const roles = withIncluded(names, catalogue);
  const parts = [...roles.values()].flatMap((role) => partsOf(role, target));
  const all = <K extends "packages" | "remove" | "enable" | "mask">(key: K) => [
    ...new Set(parts.flatMap((part) => part[key])),
  ];
  return {
    roles: [...roles.keys()],
    ...clientNeeds(names, catalogue),
    packages: [...all("packages"), ...driverPackages(parts.flatMap((part) => part.drivers))],
    remove: all("remove"),
    files: Object.assign({}, ...parts.map(({ files }) => files)),
    enable: all("enable"),
    mask: all("mask"),
  };
};

export const driverPackages = (names: readonly DriverName[]): string[] =>
  names.flatMap((name) => drivers[name].packages);

/** The chosen role that asks for a package, by the name that a person chose or that came with it. */
export const roleThatWants = (
  names: readonly string[],
  target: Target,
  wanted: string,
  catalogue: Catalogue = roleFiles,
): string | undefined =>
  [...withIncluded(names, catalogue)].find(([, role]) =>
    partsOf(role, target).some(
      ({ packages, drivers: named }) => packages.includes(wanted) || driverPackages(named).includes(wanted),
    ),
  )?.[0];

/** Sentences about roles that cannot be chosen together, or not on this suite, or that have mistakes. Pure. */
export const roleMistakes = (
  names: readonly string[],
  target: Target,
  catalogue: Catalogue = roleFiles,
): string[] => {
  const roles = [...withIncluded(names, catalogue)];
  const named = new Set([...names, ...roles.flatMap(([, { includes }]) => includes)]);
  const broken = [...named].flatMap((name) => {
    const file = catalogue.get(name);
    return file && !file.role
      ? [`the role ${name} has mistakes (${file.path}): ${file.mistakes.join("; ")}`]
      : [];
  });
  const missing = roles.flatMap(([name, role]) =>
    role.includes
      .filter((included) => !catalogue.has(included))
      .map((included) => `the role ${name} includes ${included}, but ${missingRole(included)}`),
  );
  const unfit = roles.flatMap(([name, { suites }]) =>
    suites && !suites.includes(target.suite)
      ? [`the role ${name} is made for ${suites.join(", ")}, not for ${target.suite}`]
      : [],
  );
  const excluded = roles.flatMap(([name, role], index) =>
    roles.slice(index + 1).flatMap(([other, otherRole]) => {
      if (role.session && otherRole.session)
        return [`the roles ${name} and ${other} exclude each other: both start on the first console`];
      return role.conflicts.includes(other) || otherRole.conflicts.includes(name)
        ? [`the roles ${name} and ${other} exclude each other`]
        : [];
    }),
  );
  return [...broken, ...missing, ...unfit, ...excluded];
};
