import { stat } from "node:fs/promises";
import { UsageError } from "../../system/errors.ts";
import { lockHolder } from "../../system/lock-holder.ts";
import { differences } from "../difference.ts";
import { draftNames } from "./names.ts";
import { draftFile, draftLock, draftsFolder, imageOf, presetIn, readStored } from "./stored.ts";

/** What the first screen says about a draft; its settings are checked only when it is taken up. */
export type DraftEntry = {
  readonly name: string;
  readonly file: string;
  /** Milliseconds since the epoch; 0 where that is not known. */
  readonly changedAt: number;
} & (
  | {
      /** Name of its image. */
      readonly image: string;
      /** Name of the preset that it began with; none where it began with an image that was built. */
      readonly preset: string | undefined;
      /** How many settings were changed, since it was begun or built. */
      readonly changes: number;
      /** True from the beginning of a build to its end: a draft that still says so, and that nobody has open, was interrupted. */
      readonly building: boolean;
      /** The other process that has it open. */
      readonly heldBy?: number | undefined;
      readonly problem?: undefined;
    }
  | {
      /** Why the draft cannot be read, in a sentence. */
      readonly problem: string;
    }
);

const entryOf = async (name: string): Promise<DraftEntry> => {
  const file = draftFile(name);
  const changedAt = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  try {
    const stored = await readStored(file);
    const image = imageOf(stored);
    const { original, settings, unchanged = original, preset, building } = stored;
    if (image === undefined) throw new UsageError(`${file} has no settings with a name.`);
    const changes = differences(Object(unchanged), Object(settings)).length;
    const holder = await lockHolder(draftLock(name));
    return {
      ...{ name, file, changedAt, image, changes },
      ...{ preset: presetIn(preset), building: building === true },
      heldBy: holder === process.pid ? undefined : holder,
    };
  } catch (error) {
    const { message } = error as Error;
    // Settings that are nested too deeply have no differences that could be counted.
    const problem = error instanceof UsageError ? message : `${file} is not a draft: ${message}.`;
    return { name, file, changedAt, problem };
  }
};

/**
 * All drafts, the one changed last first. Those that cannot be read are among them, with the reason. Knows no schema:
 * it is for the first frame.
 */
export const listDrafts = async (): Promise<DraftEntry[]> => {
  const none = (file: string, { message }: Error): DraftEntry => ({
    ...{ name: "draft", file, changedAt: 0, problem: `Cannot read ${file}: ${message}` },
  });
  try {
    const { names, unnamed } = await draftNames();
    const entries = await Promise.all(names.map(entryOf));
    entries.sort((a, b) => b.changedAt - a.changedAt || (a.name < b.name ? -1 : 1));
    return unnamed ? [...entries, none(unnamed.file, unnamed.reason)] : entries;
  } catch (error) {
    return [none(draftsFolder(), error as Error)];
  }
};
