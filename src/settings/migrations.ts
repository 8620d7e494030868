import { version as thinsmith } from "../system/version.ts";

/** Makes of settings of one version, as they stand in a file, those of the next. Pure. */
export type Migration = (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Version of settings that this thinsmith reads and writes. */
export const settingsVersion = 1;

/** The first makes version 2 of version 1, and so on: one for each version before this one. */
export const migrations: readonly Migration[] = [];

/** What a file's settings say of their version, if that is a version at all. */
const versionOf = (settings: unknown): number | undefined => {
  const version = (settings as { version?: unknown } | null | undefined)?.version;
  return Number.isInteger(version) && Number(version) > 0 ? Number(version) : undefined;
};

/**
 * What to say of settings that a later version wrote: the end of a sentence that begins with their file.
 * @param known the last version of such files that this thinsmith reads
 */
export const newerVersion = (settings: unknown, known = settingsVersion): string | undefined => {
  const version = versionOf(settings) ?? 0;
  return version > known
    ? `is of version ${version}, which a newer thinsmith wrote; this one (${thinsmith}) knows version ${known}: update thinsmith`
    : undefined;
};

/**
 * Settings of any version up to this one as this one has them; what has no version, or a later one, stays as it is.
 * Pure.
 */
export const migrate = (settings: unknown, by: readonly Migration[] = migrations): unknown => {
  const version = versionOf(settings);
  if (version === undefined || version > by.length) return settings;
  return by
    .slice(version - 1)
    .reduce(
      (older, step, index) => ({ ...step(older), version: version + index + 1 }),
      settings as Record<string, unknown>,
    );
};
