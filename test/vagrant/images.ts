import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** Mode, owner and path of all that an image has, links with where they lead. */
export const filesIn = (directory: string): string[] =>
  execFileSync("unsquashfs", ["-lln", join(directory, "rootfs.squashfs")], {
    encoding: "utf8",
    maxBuffer: 1e8,
  })
    .split("\n")
    .flatMap((line) => {
      const [, mode, owner, path] = /^(\S{10}) (\d+\/\d+) .*? (squashfs-root\/.*)$/.exec(line) ?? [];
      return path ? [`${mode} ${owner} ${path}`] : [];
    })
    .sort();

/** Files of the root that have other contents, or are in one of the two alone. `scratch` takes both roots. */
export const differing = (a: string, b: string, scratch: string): string[] => {
  const [before, after] = [a, b].map((directory, index) => {
    const to = join(scratch, `root-${index}`);
    execFileSync("unsquashfs", ["-q", "-n", "-d", to, join(directory, "rootfs.squashfs")]);
    return to;
  }) as [string, string];
  const { stdout, stderr, status } = spawnSync("diff", ["-rq", "--no-dereference", before, after], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (status !== 0 && status !== 1) throw new Error(`diff: ${stderr}`);
  return stdout
    .replaceAll(`${before}/`, "")
    .replaceAll(before, "")
    .split("\n")
    .filter(Boolean)
    .map((line) => /^Files (\S+) and|^Only in (.*)$/.exec(line)?.slice(1).find(Boolean) ?? line);
};

/** Accounts of a file of the root, which may come in any order, without the days on which passwords were set. */
export const accountsIn = (directory: string, path: string): string[] =>
  execFileSync("unsquashfs", ["-cat", join(directory, "rootfs.squashfs"), path], { encoding: "utf8" })
    .split("\n")
    .map((line) => (path === "etc/shadow" ? line.replace(/^([^:]*:[^:]*:)\d+:/, "$1:") : line))
    .sort();
