import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { exists } from "../system/files.ts";
import { ownPrivilege } from "../system/privilege.ts";
import { hasProgram } from "../system/programs.ts";
import {
  type Purpose,
  packageManagers,
  type Requirement,
  requirements,
  type SystemFamily,
} from "./requirements.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly why: string;
  readonly ok: boolean;
  readonly purpose: Purpose;
  /** Why it does not work and what to do. */
  readonly remedy?: string;
  /** The system's package that would mend it. */
  readonly package?: string;
}

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

const check = async (requirement: Requirement, family: SystemFamily | undefined): Promise<Finding> => {
  const { what, why, purpose } = requirement;
  const provides = [requirement.provides].flat();
  if (await (requirement.isThere?.() ?? anyThere(provides))) return { what, why, purpose, ok: true };
  const name = family && requirement.packages[family];
  const remedy = name
    ? `${packageManagers[family].install.slice(0, 2).join(" ")} ${name}`
    : `install what provides ${provides[0]}`;
  return { what, why, purpose, ok: false, remedy, ...(name ? { package: name } : {}) };
};

const settingOf = async (name: string) =>
  (await readFile(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").catch(() => "")).trim();

/** Why user namespaces do not work here, and the line that is missing in which file. */
const namespaceRemedy = async (): Promise<string> => {
  if ((await settingOf("kernel.unprivileged_userns_clone")) === "0") {
    return "put kernel.unprivileged_userns_clone=1 into /etc/sysctl.d/60-userns.conf and run: sysctl --system";
  }
  if ((await settingOf("user.max_user_namespaces")) === "0") {
    return "put user.max_user_namespaces=10000 into /etc/sysctl.d/60-userns.conf and run: sysctl --system";
  }
  const { username, uid } = userInfo();
  for (const file of ["/etc/subuid", "/etc/subgid"]) {
    const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
    if (!lines.some((line) => line.startsWith(`${username}:`) || line.startsWith(`${uid}:`))) {
      return `put this line into ${file}: ${username}:100000:65536`;
    }
  }
  if ((await settingOf("kernel.apparmor_restrict_unprivileged_userns")) === "1") {
    return "put kernel.apparmor_restrict_unprivileged_userns=0 into /etc/sysctl.d/60-userns.conf and run: sysctl --system";
  }
  return "use util-linux 2.38 or newer (unshare --map-auto), or run thinsmith as root";
};

const namespaces = async (): Promise<Finding> => {
  const root = ownPrivilege() === "root";
  const what = root ? "mount namespaces" : "user namespaces";
  const why = root ? "keep the mounts of a build to themselves" : "build without root";
  try {
    // Whatever runs commands is slow to load, and the wizard's first frame waits for what looks at programs alone.
    const { runInNamespace } = await import("../system/namespace.ts");
    await runInNamespace(["true"]);
    return { what, why, purpose: "build", ok: true };
  } catch (error) {
    const remedy = root
      ? `unshare(1) fails (${(error as Error).message}); a container needs the right to mount (CAP_SYS_ADMIN)`
      : await namespaceRemedy();
    return { what, why, purpose: "build", ok: false, remedy };
  }
};

/** Looks at the programs and files that some purposes need. */
export const examinePrograms = async (purposes: readonly Purpose[]): Promise<Finding[]> => {
  const family = await systemFamily();
  const root = ownPrivilege() === "root";
  const wanted = requirements.filter(
    ({ purpose, unprivilegedOnly }) => purposes.includes(purpose) && !(unprivilegedOnly && root),
  );
  return Promise.all(wanted.map((requirement) => check(requirement, family)));
};

/** Looks at everything that building or booting needs. */
export const examine = async (purposes: readonly Purpose[]): Promise<Finding[]> => {
  const findings = await examinePrograms(purposes);
  if (purposes.includes("build") && findings.every(({ ok, package: name }) => ok || name !== "util-linux")) {
    findings.push(await namespaces());
  }
  return findings;
};
