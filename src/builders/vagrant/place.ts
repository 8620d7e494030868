import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shellWord } from "../../system/command-log.ts";
import { exists } from "../../system/files.ts";
import { packageRoot } from "../../system/paths.ts";

/** Where Vagrant keeps the machines of this working directory. In a clone, `vagrant` by hand uses the same place. */
export const stateDirectory = (): string => resolve(process.env.VAGRANT_DOTFILE_PATH ?? ".vagrant");

/** Our own files beside those of Vagrant: machines.json, the server's key, a lock. */
export const ownFile = (name: string): string => join(stateDirectory(), "thinsmith", name);

const idFile = (machine: string, provider: string) =>
  join(stateDirectory(), "machines", machine, provider, "id");

/** Whether a machine of this name exists, running or not. */
export const isMade = (machine: string, provider: string): Promise<boolean> =>
  exists(idFile(machine, provider));

/** The provider's id of a machine. A machine that is made anew has a new id. */
export const idOf = (machine: string, provider: string): Promise<string | undefined> =>
  readFile(idFile(machine, provider), "utf8").catch(() => undefined);

/** Environment in which Vagrant finds Vagrantfile and machines, whatever the working directory. */
export const vagrantEnvironment = (provider: string): Record<string, string> => ({
  VAGRANT_CWD: packageRoot(),
  VAGRANT_DOTFILE_PATH: stateDirectory(),
  VAGRANT_DEFAULT_PROVIDER: provider,
  VAGRANT_CHECKPOINT_DISABLE: "1",
  VAGRANT_NO_COLOR: "1",
});

/** A command of Vagrant as a person types it, to be shown. */
export const byHand = (...args: string[]): string => {
  const inClone = process.cwd() === packageRoot() && stateDirectory() === join(packageRoot(), ".vagrant");
  const where = inClone
    ? []
    : [`VAGRANT_CWD=${shellWord(packageRoot())}`, `VAGRANT_DOTFILE_PATH=${shellWord(stateDirectory())}`];
  return [...where, "vagrant", ...args].join(" ");
};
