// Brings a fresh clone to where thinsmith runs: node modules, then the bundle. Only Node's own modules are
// imported here, since there may be no others yet.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** @type {(path: string) => number} */
const newest = (path) => {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const modulesAreThere = () => {
  const installed = join(root, "node_modules/.package-lock.json");
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs
  );
};

const bundleIsFresh = () => {
  const bundle = join(root, "dist/thinsmith.js");
  const sources = ["src", "components", "package.json"].map((name) => join(root, name));
  return existsSync(bundle) && statSync(bundle).mtimeMs >= Math.max(...sources.map(newest));
};

/**
 * Runs a command in the project's folder with our terminal; whether it succeeded.
 * @type {(command: string, args: readonly string[], stdio?: import("node:child_process").StdioOptions) => boolean}
 */
export const succeeds = (command, args, stdio = "inherit") =>
  spawnSync(command, args, { cwd: root, stdio }).status === 0;

/**
 * The same; ends the program when it fails.
 * @type {(...call: Parameters<typeof succeeds>) => void}
 */
export const run = (command, args, stdio) => {
  if (!succeeds(command, args, stdio)) process.exit(1);
};

export const setUp = () => {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(`thinsmith needs Node.js 20 or newer; this is ${process.version}.`);
    process.exit(2);
  }
  if (!modulesAreThere()) {
    console.error("setting up: node modules");
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  if (!bundleIsFresh()) run(process.execPath, ["src/dev/bundle.mjs"]);
};
