import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/system/paths.ts";

/** Files of every image, and the parts of the boot script among them. */
export const guest = join(packageRoot(), "src/guest/root");
export const initrd = join(guest, "usr/share/thinsmith/initrd");

/** The shells that run these scripts: busybox in the initrd, dash or busybox in the running system. */
export const shells = ["dash", "busybox sh"];
export const parts = [
  ...["config", "messages", "clock", "efi", "enrol", "network", "fetch", "transfer", "hash", "signature"],
  ...["client-file", "memory", "layers", "roots/memory", "roots/stream", "overlays"],
  ...["identity", "desktop", "handover"],
];

/** Applets that the initrd has under these names. Tests of the scripts under busybox use them. */
const appletNames = [
  ...["tar", "find", "stat", "grep", "sed", "tr", "cut", "head", "tail", "cp", "sha256sum", "mknod"],
  ...["date", "awk"],
];

/** Runs a script in one of the shells. */
export const runIn = (shell: string, script: string, env: NodeJS.ProcessEnv = process.env) => {
  const [file = "", ...args] = shell.split(" ");
  return spawnSync(file, [...args, "-c", script], { encoding: "utf8", timeout: 30_000, env });
};

/**
 * Runs scripts with the functions of the boot script in a folder of the test's own, which stands for /run. Messages and mounts
 * are replaced.
 */
export const guestShell = (folder: string) => {
  const busybox = execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim();
  const applets = join(folder, "busybox");
  mkdirSync(applets);
  for (const name of appletNames) symlinkSync(busybox, join(applets, name));
  const whole = join(folder, "parts.sh");
  const texts = parts.map((part) => readFileSync(join(initrd, `${part}.sh`), "utf8"));
  writeFileSync(whole, texts.join("\n").replaceAll("=/run/", `=${folder}/run/`));
  return (shell: string, script: string, files: Record<string, string> = {}) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const setup = `
    . ${whole}
    say() { echo "$*"; }
    mount() { :; }
    umount() { :; }
    fail() { echo "FAIL $1: $2"; exit 9; }
    rootmnt=${folder}/root
  `;
    const path = shell === "dash" ? process.env.PATH : `${applets}:${process.env.PATH}`;
    return runIn(shell, setup + script, { ...process.env, PATH: path });
  };
};
