import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sha256File } from "../../../release/checksum.ts";
import type { Settings } from "../../../settings/schema.ts";
import { ThinsmithError } from "../../../system/errors.ts";
import { exists } from "../../../system/files.ts";
import { invocation } from "../../../system/invocation.ts";
import { type Box, boxOf } from "../machines.ts";
import { vagrantHome } from "../plugins.ts";
import { boxNamed, ownBox, type Provider } from "./known-boxes.ts";

/** A box on this machine. Vagrant keeps it in boxes/NAME/VERSION/[ARCHITECTURE/]PROVIDER. */
export interface InstalledBox {
  readonly name: string;
  readonly version: string;
  readonly provider: string;
}

/** Vagrant writes this for the slash in a box's name. */
const slash = "-VAGRANTSLASH-";

const foldersIn = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Folders with a metadata.json, at most two levels down: Vagrant 2.4 has one for the architecture in between. */
const boxFolders = async (path: string, depth = 2): Promise<string[]> => {
  if (depth === 0) return [];
  const found = (await foldersIn(path)).map(async (name) =>
    (await exists(join(path, name, "metadata.json"))) ? [name] : boxFolders(join(path, name), depth - 1),
  );
  return (await Promise.all(found)).flat();
};

/** The boxes on this machine, read from Vagrant's directory: to start Vagrant takes a second. */
export const installedBoxes = async (): Promise<InstalledBox[]> => {
  const root = join(vagrantHome(), "boxes");
  const found: InstalledBox[] = [];
  for (const folder of await foldersIn(root)) {
    for (const version of await foldersIn(join(root, folder))) {
      for (const provider of await boxFolders(join(root, folder, version)))
        found.push({ name: folder.replaceAll(slash, "/"), version, provider });
    }
  }
  return found.sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
};

/** A box file. Its name depends on its content, since Vagrant would otherwise use an earlier file. */
const fileBox = async (path: string, { suite }: Settings["base"]): Promise<Box> => {
  const file = resolve(path);
  if (!(await exists(file)))
    throw new ThinsmithError(`There is no box file ${file}.`, {
      remedy: `Correct base.box, or make one: ${invocation()} box make --suite ${suite}`,
    });
  const sum = (await sha256File(file)).slice(0, 12);
  return { name: `thinsmith-file/${sum}`, url: `file://${file}` };
};

/** Checks a box against the catalogue, before it is downloaded. @throws ThinsmithError */
const checkCatalogue = (name: string, { base }: Settings, provider: Provider, isHere: boolean): void => {
  const known = boxNamed(name);
  if (!known) return;
  const refuse = (why: string) => {
    throw new ThinsmithError(why, { remedy: `Choose another with base.box: ${invocation()} box list` });
  };
  if (!isHere && !known.providers.includes(provider))
    refuse(`The box ${name} exists for ${known.providers.join(", ")}, not for ${provider}.`);
  if (known.suite !== base.suite)
    refuse(`The box ${name} holds ${known.suite}, but base.suite is ${base.suite}.`);
};

/**
 * The box of settings for a provider.
 * @throws ThinsmithError if no box is known, or if the box file does not exist
 */
export const resolveBox = async (settings: Settings, provider: Provider): Promise<Box> => {
  const { base } = settings;
  if (base.box?.endsWith(".box")) return fileBox(base.box, base);
  const here = (await installedBoxes()).filter((box) => box.provider === provider);
  const box = boxOf(
    settings,
    provider,
    here.map(({ name }) => name),
  );
  // Vagrant Cloud has no versions of a box that thinsmith made.
  const versions = here.flatMap(({ name, version }) => (name === box?.name ? [version] : []));
  if (box?.version && box.name === ownBox(base.suite) && !versions.includes(box.version))
    throw new ThinsmithError(
      `The box ${box.name} is here in version ${versions.join(", ")}, not ${box.version}.`,
      {
        remedy: "Correct base.boxVersion, or leave it out.",
      },
    );
  if (box) {
    checkCatalogue(box.name, settings, provider, versions.length > 0);
    return box;
  }
  throw new ThinsmithError(`No box of ${base.distribution} ${base.suite} for ${provider} is known.`, {
    remedy: `Name one with base.box, or make one: ${invocation()} box make --suite ${base.suite}`,
  });
};
