import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shellWord } from "../../settings/difference.ts";
import { exists } from "../../system/files.ts";
import { packageRoot } from "../../system/paths.ts";

/** Where Vagrant keeps the machines of this working directory, as `vagrant` by hand does in a clone. */
export const stateDirectory = (): string => resolve(process.env.VAGRANT_DOTFILE_PATH ?? ".vagrant");

/** Our own files beside Vagrant's: what Vagrantfile is told, the server's key, a lock. */
export const ownFile = (name: string): string => join(stateDirectory(), "thinsmith", name);

const idFile = (machine: string, provider: string) =>
  join(stateDirectory(), "machines", machine, provider, "id");

/** Whether Vagrant knows a machine of this name here, running or not. */
export const isMade = (machine: string, provider: string): Promise<boolean> =>
  exists(idFile(machine, provider));

/** The provider's own name of a machine that Vagrant knows here: another machine has another one. */
export const idOf = (machine: string, provider: string): Promise<string | undefined> =>
  readFile(idFile(machine, provider), "utf8").catch(() => undefined);

/** What Vagrant has to be told so that it finds Vagrantfile and machines from everywhere. */
export const vagrantEnvironment = (provider: string): Record<string, string> => ({
  VAGRANT_CWD: packageRoot(),
  VAGRANT_DOTFILE_PATH: stateDirectory(),
  VAGRANT_DEFAULT_PROVIDER: provider,
  VAGRANT_CHECKPOINT_DISABLE: "1",
  VAGRANT_NO_COLOR: "1",
});

/** A command of Vagrant's as a person types it here. For showing only. */
export const byHand = (...args: string[]): string => {
  const inClone = process.cwd() === packageRoot() && stateDirectory() === join(packageRoot(), ".vagrant");
  const where = inClone
    ? []
    : [`VAGRANT_CWD=${shellWord(packageRoot())}`, `VAGRANT_DOTFILE_PATH=${shellWord(stateDirectory())}`];
  return [...where, "vagrant", ...args].join(" ");
};
