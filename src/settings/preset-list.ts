import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UsageError } from "../system/errors.ts";
import { configDirectory, packageRoot } from "../system/paths.ts";
import { newerVersion } from "./migrations.ts";

/** A preset as it is on disk, not validated: listing must be fast, and must not fail because of one bad preset. */
export interface PresetEntry {
  readonly name: string;
  /** `own`: saved by this user; `shipped`: part of thinsmith. */
  readonly origin: "own" | "shipped";
  readonly description: string;
  /** File that it is from, for error messages. */
  readonly file: string;
  readonly content: unknown;
  /** Why it cannot be used, as far as that is known without checking its settings: the end of a sentence. */
  readonly problem?: string | undefined;
}

/** Where the user's presets are kept. */
export const ownPresetsFile = (): string => join(configDirectory(), "presets.json");

/** @throws UsageError when the file cannot be read or is not JSON. */
export const readJson = async (path: string): Promise<unknown> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path}: ${error.code === "ENOENT" ? "no such file" : error.message}.`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}.`, "Correct it, or move it away.");
  }
};

const isObject = (content: unknown): content is Record<string, unknown> =>
  typeof content === "object" && content !== null && !Array.isArray(content);

const entry = (name: string, origin: PresetEntry["origin"], file: string, content: unknown): PresetEntry => ({
  name,
  origin,
  file,
  content,
  description: isObject(content) && typeof content.description === "string" ? content.description : "",
  problem: isObject(content) ? newerVersion(content) : "is not an object of settings",
});

const ownPresets = async (): Promise<PresetEntry[]> => {
  const file = ownPresetsFile();
  const stored = await readJson(file).catch((error) => {
    if (error instanceof UsageError && error.message.includes("no such file")) return {};
    throw error;
  });
  if (!isObject(stored))
    throw new UsageError(
      `${file} is not an object of presets by their names.`,
      "Correct it, or move it away.",
    );
  return Object.entries(stored).map(([name, content]) => entry(name, "own", file, content));
};

const shippedPresets = async (): Promise<PresetEntry[]> => {
  const directory = join(packageRoot(), "presets");
  const files = (await readdir(directory)).filter((file) => file.endsWith(".json") && file !== "schema.json");
  return Promise.all(
    files.map(async (file) => {
      const path = join(directory, file);
      return entry(basename(file, ".json"), "shipped", path, await readJson(path));
    }),
  );
};

/**
 * Own presets first, then the shipped ones that no own preset replaces, each by name.
 * @param onUnreadable is told why the file of the own presets cannot be read; without it that is thrown
 */
export const listPresets = async (onUnreadable?: (error: Error) => void): Promise<PresetEntry[]> => {
  const readable = ownPresets().catch((error: Error): PresetEntry[] => {
    if (!onUnreadable) throw error;
    onUnreadable(error);
    return [];
  });
  const [own, shipped] = await Promise.all([readable, shippedPresets()]);
  const names = new Set(own.map(({ name }) => name));
  const byName = (a: PresetEntry, b: PresetEntry) => (a.name < b.name ? -1 : 1);
  return [...own.sort(byName), ...shipped.filter(({ name }) => !names.has(name)).sort(byName)];
};
