import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../system/errors.ts";
import { configDirectory } from "../../system/paths.ts";
import { type Migration, migrate, newerVersion } from "../migrations.ts";

/** Version of draft files that this thinsmith reads and writes. */
export const draftVersion = 2;

/** From version 1 on: the draft of thinsmith 0.1.0, which had no name, no version and no past. */
export const draftMigrations: readonly Migration[] = [
  ({ changedAt, ...draft }) => ({ ...draft, past: [], future: [] }),
];

/** Bytes of a draft file. Ours stay below; what is larger is not read at all. */
const mostBytes = 2 * 1024 * 1024;

export const draftsFolder = (): string => join(configDirectory(), "drafts");
export const draftFile = (name: string): string => join(draftsFolder(), `${name}.json`);

/** Locked by the process that has the draft open. */
export const draftLock = (name: string): string => join(draftsFolder(), `.${name}.lock`);

/** A draft as it is on disk, in this version's form; its settings are not checked yet. */
export type StoredDraft = Readonly<Record<string, unknown>>;

/**
 * Reads a draft file of any version up to this one.
 * @throws UsageError that says why it cannot be read
 */
export const readStored = async (file: string): Promise<StoredDraft> => {
  const remedy = "Correct it, move it away, or delete the draft.";
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw new UsageError(`${file} is larger than any draft: ${size} bytes.`, remedy);
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw new UsageError(`${file} is not a draft: it has no settings.`, remedy);
    const newer = newerVersion(content, draftVersion);
    if (newer) throw new UsageError(`${file} ${newer}`);
    return migrate({ version: 1, ...content }, draftMigrations) as StoredDraft;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { message } = error as Error;
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${message}.`, remedy);
    throw new UsageError(`Cannot read ${file}: ${message}.`, remedy);
  }
};

const nameOf = (settings: unknown): unknown => (settings as { name?: unknown } | null | undefined)?.name;

/** The name of a draft's image; undefined where its settings have none. */
export const imageOf = ({ settings }: StoredDraft): string | undefined => {
  const name = nameOf(settings);
  return typeof name === "string" ? name : undefined;
};

/** The name of the preset that a draft began with; undefined where it began with an image that was built. */
export const presetIn = (preset: unknown): string | undefined =>
  preset === undefined ? undefined : String(preset);
