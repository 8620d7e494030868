import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { ownPrivilege } from "./namespace.ts";
import type { Need } from "./needs.ts";
import { hasProgram } from "./programs.ts";

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

const root = ownPrivilege() === "root";

/** Namespaces in which a build keeps its mounts to itself; for an ordinary user, user namespaces. */
export const namespaceNeed: Need = {
  what: root ? "mount namespaces" : "user namespaces",
  why: root ? "keep the mounts of a build to themselves" : "build without root",
  look: async () => {
    // Without util-linux, which is a need of its own, nothing can be tried.
    if (!(await hasProgram("setpriv"))) return undefined;
    try {
      // Whatever runs commands is slow to load, and the wizard's first frame waits for what looks at programs alone.
      const { runInNamespace } = await import("./namespace.ts");
      await runInNamespace(["true"]);
      return { ok: true };
    } catch (error) {
      const remedy = root
        ? `unshare(1) fails (${(error as Error).message}); a container needs the right to mount (CAP_SYS_ADMIN)`
        : await namespaceRemedy();
      return { ok: false, remedy };
    }
  },
};
