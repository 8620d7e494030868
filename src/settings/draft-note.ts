import { dirname, join } from "node:path";
import { ownPresetsFile, readJson } from "./preset-list.ts";

/** What the first screen says about a draft; its settings are read, and checked, only when it is taken up. */
export type DraftNote =
  | {
      readonly name: string;
      /** True from the beginning of a build to its end: a draft that still says so was interrupted. */
      readonly building: boolean;
      /** Milliseconds since the epoch. */
      readonly changedAt: number;
    }
  | {
      /** Why the draft cannot be read, in a sentence. */
      readonly problem: string;
    };

export const draftFile = (): string => join(dirname(ownPresetsFile()), "draft.json");

/** The draft that was left behind, if there is one. */
export const noteDraft = async (): Promise<DraftNote | undefined> => {
  let stored: unknown;
  try {
    stored = await readJson(draftFile());
  } catch (error) {
    const { message } = error as Error;
    return message.includes("no such file") ? undefined : { problem: message };
  }
  const { settings, building, changedAt } = (stored ?? {}) as Partial<Record<string, unknown>>;
  const name = (settings as { name?: unknown } | null | undefined)?.name;
  if (typeof name !== "string" || typeof changedAt !== "number")
    return { problem: `${draftFile()} has no settings with a name.` };
  return { name, building: building === true, changedAt };
};
