import { dirname, join } from "node:path";
import { ownPresetsFile, readJson } from "./preset-list.ts";

/** What the first screen says about a draft; its settings are read, and checked, only when it is taken up. */
export interface DraftNote {
  readonly name: string;
  /** True from the beginning of a build to its end: a draft that still says so was interrupted. */
  readonly building: boolean;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

export const draftFile = (): string => join(dirname(ownPresetsFile()), "draft.json");

/** The draft that was left behind, if there is one. */
export const noteDraft = async (): Promise<DraftNote | undefined> => {
  const stored = (await readJson(draftFile()).catch(() => undefined)) as
    | { settings?: { name?: unknown }; building?: unknown; changedAt?: unknown }
    | undefined;
  const name = stored?.settings?.name;
  if (typeof name !== "string" || typeof stored?.changedAt !== "number") return undefined;
  return { name, building: stored.building === true, changedAt: stored.changedAt };
};
