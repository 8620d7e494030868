import { identityOf, isReadable, type ReleaseEntry } from "./release.ts";

/** Index that clients of a release look at; undefined where they look at none, since its image is not locked. */
const indexOf = (entry: ReleaseEntry): number | undefined =>
  isReadable(entry) && entry.manifest.uki?.locked
    ? (entry.manifest.settings.boot.rollbackIndex ?? 0)
    : undefined;

/** A sentence where clients that have started one release refuse another (boot.rollbackIndex). Pure. */
export const refusedByIndex = (
  target: ReleaseEntry | undefined,
  before: ReleaseEntry | undefined,
): string | undefined => {
  if (!target || !before) return undefined;
  const [index, seen] = [indexOf(target), indexOf(before)];
  if (index === undefined || seen === undefined || index >= seen) return undefined;
  return `Clients that have started ${identityOf(before).id} do not start ${identityOf(target).id} (ROLLBACK): its rollback index is ${index}, and was ${seen}.`;
};
