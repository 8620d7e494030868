import { createWriteStream } from "node:fs";
import { constants, copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { lastPart } from "../../catalog/role-setting.ts";
import { broughtBy, roleFiles } from "../../catalog/roles.ts";
import { sha256File } from "../../release/checksum.ts";
import { settingValue } from "../../settings/difference.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { exists, makeDirectory } from "../../system/files.ts";
import { cacheDirectory } from "../../system/paths.ts";

/** A file of this machine that a role's script gets. */
interface DemandedFile {
  /** The setting that names it. */
  readonly setting: string;
  /** The setting that has its sum, where there is one. */
  readonly sumSetting: string | undefined;
  readonly sha256: string | undefined;
}

/** A script that a role runs in the tree, with all that it reads. */
export interface RoleStep {
  readonly role: string;
  readonly script: string;
  readonly files: readonly DemandedFile[];
  /** Values by the last part of the settings' names. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a stage gets to work with, of which this is enough. */
interface Tell {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Vendors' installers are below 400 MB. */
const largest = 2 * 1024 ** 3;
const isUrl = (place: string) => /^https?:\/\//.test(place);
const textIn = (settings: Settings, name: string) => settingValue(settings, name) as string | null;

/** The chosen roles with what they declare; `demands` with the sums that are set. */
const chosen = (settings: Settings) =>
  broughtBy(settings.packages.roles, settings.base).roles.map((role) => {
    const { role: { settings: declared = {} } = {}, script } = roleFiles.get(role) ?? {};
    const demands = Object.entries(declared).flatMap(([setting, { demand }]) => {
      if (!demand) return [];
      const sha256 = (demand.sha256 && textIn(settings, demand.sha256)) || undefined;
      return [{ ...demand, role, setting, sumSetting: demand.sha256, sha256 }];
    });
    return { role, declared, script, demands };
  });

/**
 * The scripts of the chosen roles, in the roles' order.
 * @param found sha256 of demanded files that are here, by the settings that name them
 */
export const roleStepsOf = (settings: Settings, found: Readonly<Record<string, string>>): RoleStep[] =>
  chosen(settings).flatMap(({ role, declared, script, demands }) => {
    if (script === undefined) return [];
    const read = Object.keys(declared).filter((name) => declared[name]?.customize);
    return {
      role,
      script,
      files: demands.map(({ setting, sumSetting, sha256 = found[setting] }) => ({
        ...{ setting, sumSetting, sha256 },
      })),
      values: Object.fromEntries(read.map((name) => [lastPart(name), settingValue(settings, name)])),
    };
  });

const checkSum = async (path: string, place: string, file: DemandedFile): Promise<string> => {
  const found = await sha256File(path);
  if (file.sha256 === undefined || found === file.sha256) return found;
  const named = file.sumSetting ?? file.setting;
  throw new ThinsmithError(`${place} is not the file that ${named} means: its sha256 is ${found}.`, {
    remedy: `Get the file of ${file.setting} again, or correct ${named}.`,
  });
};

/**
 * Looks, before anything is built, whether the files are here that roles demand for their scripts.
 * @returns the sha256 of those that are files here, by the settings that name them
 * @throws ThinsmithError that says what is missing, and where it is looked for
 */
export const readDemandedFiles = async (settings: Settings): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const demand of chosen(settings).flatMap(({ demands }) => demands)) {
    const { role, setting, sumSetting, sha256, what, remedy } = demand;
    const place = textIn(settings, setting);
    const lacks = `The role ${role} lacks ${what}`;
    const unset = place === null ? setting : sha256 === undefined ? sumSetting : undefined;
    if (place === null || unset !== undefined)
      throw new ThinsmithError(`${lacks}: ${unset} is not set.`, { remedy });
    if (isUrl(place)) continue;
    const path = resolve(place);
    if (!(await stat(path).catch(() => undefined))?.isFile())
      throw new ThinsmithError(`${lacks}: ${setting} names no file, there is no ${place}.`, {
        remedy: `Correct ${setting}: the file is looked for as ${path}. ${remedy}`,
      });
    found[setting] = await checkSum(path, place, demand);
  }
  return found;
};

const download = async (url: string, path: string, signal: AbortSignal): Promise<void> => {
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`);
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(bytes > largest ? new Error("it is larger than 2 GiB") : null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body as never), bounded, createWriteStream(path), { signal });
};

/** A file at an address, checked, in the cache by its sum. */
const fetched = async (url: string, file: DemandedFile, { signal, log }: Tell): Promise<string> => {
  // Kinds that take an address demand a sum: nothing that is not checked reaches a script.
  if (file.sha256 === undefined) throw new Error(`${file.setting} is an address without a sha256.`);
  const directory = join(cacheDirectory(), "downloads/bundles");
  const kept = join(directory, file.sha256);
  if (await exists(kept)) return kept;
  await makeDirectory(directory);
  const partial = `${kept}.${process.pid}.partial`;
  try {
    log(`fetching ${url}`);
    await download(url, partial, signal).catch((error: Error) => {
      signal.throwIfAborted();
      throw new ThinsmithError(`${file.setting} could not be fetched from ${url}: ${error.message}.`, {
        remedy: `Correct ${file.setting}, or download the file yourself and name that.`,
      });
    });
    await checkSum(partial, url, file);
    await rename(partial, kept);
  } finally {
    await rm(partial, { force: true });
  }
  return kept;
};

const lineOf = ([name, value]: [string, unknown]): string =>
  `${name}=${Array.isArray(value) ? value.join(" ") : (value ?? "")}\n`;

/**
 * Writes the scripts of roles as customize.sh takes them: `steps`, names of roles in their order, one a line;
 * `step/ROLE/` with the script `customize`, `settings` with NAME=VALUE lines, and each demanded file under the last part
 * of its setting's name.
 * @param settings where the demanded files are taken from; what they hold is an input, by their sums
 * @throws ThinsmithError where a demanded file cannot be had
 */
export const writeRoleSteps = async (
  steps: readonly RoleStep[],
  settings: Settings,
  directory: string,
  tell: Tell,
): Promise<void> => {
  await mkdir(join(directory, "step"), { recursive: true });
  for (const { role, script, files, values } of steps) {
    const folder = join(directory, "step", role);
    await mkdir(folder);
    for (const file of files) {
      const place = String(textIn(settings, file.setting));
      const to = join(folder, lastPart(file.setting));
      const from = isUrl(place) ? await fetched(place, file, tell) : resolve(place);
      // Where the file system can, the copy shares its blocks: installers have hundreds of MB.
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      await checkSum(to, place, file);
    }
    await writeFile(join(folder, "settings"), Object.entries(values).map(lineOf).join(""));
    await writeFile(join(folder, "customize"), script);
  }
  await writeFile(join(directory, "steps"), steps.map(({ role }) => `${role}\n`).join(""));
};
