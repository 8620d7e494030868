import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, thinsmith } from "./cli.ts";

export const subuids = "builder:200000:65536\n";

const passwd = "root:x:0:0::/root:/bin/sh\nbuilder:x:54321:54321::/home:/bin/sh\n";

/**
 * A user that only exists in the passwd and subuid of a namespace, with a copy of thinsmith that every user can read. The
 * time zone, the locale and the umask are others than those of the tests, and so are the directories.
 * @param cache whose downloads it gets
 */
export const newOrdinaryUser = async ({ subuids, cache }: { subuids: string; cache?: string }) => {
  const { folder, env } = await newWorkplace();
  const copy = join(folder, "thinsmith");
  for (const path of ["dist", "src", "presets", "package.json"]) {
    await cp(join(packageRoot(), path), join(copy, path), { recursive: true });
  }
  const home = join(folder, "home");
  await mkdir(join(home, "cache"), { recursive: true });
  if (cache !== undefined)
    await cp(join(cache, "downloads"), join(home, "cache/downloads"), { recursive: true });
  await writeFile(join(folder, "passwd"), passwd);
  await writeFile(join(folder, "subuid"), subuids);
  const script = `cd ${folder} && chmod -R a+rX . && chown -R 54321:54321 home &&
    mount --bind passwd /etc/passwd && mount --bind subuid /etc/subuid && mount --bind subuid /etc/subgid &&
    cd home && umask 077 &&
    exec setpriv --reuid 54321 --regid 54321 --clear-groups --inh-caps=-all "$@"`;
  const own = {
    ...{ HOME: home, THINSMITH_CACHE: join(home, "cache"), THINSMITH_CONFIG: home },
    ...{ TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", USER: "builder" },
  };
  return {
    folder,
    home,
    run: (args: readonly string[]) =>
      thinsmith({ folder, env: { ...env, ...own } }, args, {
        wrapper: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"],
        program: join(copy, "dist/thinsmith.js"),
      }),
  };
};
