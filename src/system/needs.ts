import { readFile } from "node:fs/promises";
import { ThinsmithError } from "./errors.ts";
import { exists } from "./files.ts";
import { ownPrivilege } from "./namespace.ts";
import { hasProgram } from "./programs.ts";

/** How a Linux system names and installs packages; the key is os-release(5)'s ID or an entry of ID_LIKE. */
export const packageManagers = {
  debian: { install: ["apt-get", "install", "--yes", "--no-install-recommends"], automatic: true },
  fedora: { install: ["dnf", "install"], automatic: false },
  arch: { install: ["pacman", "-S"], automatic: false },
  suse: { install: ["zypper", "install"], automatic: false },
} as const;

export type SystemFamily = keyof typeof packageManagers;

/** The result of looking for one need. */
export interface Finding {
  readonly what: string;
  readonly why: string;
  readonly ok: boolean;
  /** Why it does not work and what to do. */
  readonly remedy?: string;
  /** The system's package that would mend it. */
  readonly package?: string;
  /** Dotted name of the setting by which a build does without. */
  readonly setting?: string;
}

/** A program, file or ability that a part of thinsmith needs on this machine, and the package that brings it. */
export interface Need {
  readonly what: string;
  readonly why: string;
  /** A program's name, or the absolute path of a file; of several any one. */
  readonly provides?: string | readonly string[];
  /** Looks where neither a program nor a file tells; undefined where it cannot be told. */
  readonly look?: () => Promise<(Pick<Finding, "ok" | "remedy"> & { why?: string }) | undefined>;
  /** Dotted name of the setting by which a build does without. */
  readonly setting?: string;
  /** Needed only where we are not root. */
  readonly unprivilegedOnly?: boolean;
  readonly packages?: Packages;
}

type Packages = Readonly<Partial<Record<SystemFamily, string>>>;

/** A row of a table of needs. @param packages one name where all systems call it the same */
export const need = (
  what: string,
  why: string,
  provides: string | readonly string[],
  packages: Packages | string,
): Need => {
  if (typeof packages !== "string") return { what, why, provides, packages };
  const families = Object.keys(packageManagers) as SystemFamily[];
  return { what, why, provides, packages: Object.fromEntries(families.map((one) => [one, packages])) };
};

/** The system's family by os-release(5); undefined for one we do not know. */
export const systemFamily = async (): Promise<SystemFamily | undefined> => {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const names = [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((match) =>
    (match[1] ?? "").split(" "),
  );
  return names.find((name): name is SystemFamily => name in packageManagers);
};

const anyThere = async (provides: readonly string[]): Promise<boolean> => {
  for (const one of provides) if (await (one.startsWith("/") ? exists(one) : hasProgram(one))) return true;
  return false;
};

const examineOne = async (need: Need, family: SystemFamily | undefined): Promise<Finding[]> => {
  const { what, packages = {} } = need;
  const shown = { what, why: need.why, ...(need.setting === undefined ? {} : { setting: need.setting }) };
  const provides = [need.provides ?? []].flat();
  const found = need.look ? await need.look() : { ok: await anyThere(provides) };
  if (!found) return [];
  if (found.ok) return [{ ...shown, ...found }];
  const name = family && packages[family];
  const remedy = name
    ? `${packageManagers[family].install.slice(0, 2).join(" ")} ${name}`
    : `install what provides ${provides[0]}`;
  return [{ ...shown, remedy, ...found, ...(name ? { package: name } : {}) }];
};

/** Looks for what is needed, in its order. */
export const examine = async (needs: readonly Need[]): Promise<Finding[]> => {
  const family = await systemFamily();
  const root = ownPrivilege() === "root";
  const wanted = needs.filter(({ unprivilegedOnly }) => !(unprivilegedOnly && root));
  return (await Promise.all(wanted.map((need) => examineOne(need, family)))).flat();
};

/** @throws ThinsmithError with every need that is not met */
export const checkNeeds = async (needs: readonly Need[]): Promise<void> => {
  const lacking = (await examine(needs)).filter(({ ok }) => !ok);
  if (lacking.length === 0) return;
  const lines = lacking.map(({ what, why, remedy }) => `  ${what} (${why}): ${remedy}`);
  const packages = lacking.some((finding) => finding.package);
  throw new ThinsmithError(`This machine cannot build yet:\n${lines.join("\n")}`, {
    remedy: packages
      ? "Do what is said above; on Debian and Ubuntu, --yes installs packages."
      : "Do what is said above.",
    // A person who cannot have all of them here is led to what does without, where that helps.
    ...(lacking.every(({ setting }) => setting === lacking[0]?.setting)
      ? { setting: lacking[0]?.setting }
      : {}),
  });
};
