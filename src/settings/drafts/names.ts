import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { configDirectory } from "../../system/paths.ts";
import { draftFile, draftsFolder, imageOf, readStored } from "./stored.ts";

/** Where 0.1.0 kept its only draft. */
const onlyDraft = (): string => join(configDirectory(), "draft.json");

/**
 * Gives the draft of 0.1.0 a name, which is its image's.
 * @throws ThinsmithError, or an error of the operating system, when it cannot be moved
 */
const nameOnlyDraft = async (): Promise<void> => {
  if ((await stat(onlyDraft()).catch(() => undefined)) === undefined) return;
  const image = await readStored(onlyDraft()).then(imageOf, () => undefined);
  // What somebody else wrote into the file becomes no path.
  const wanted = image && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(image) ? image : "draft";
  // Only once: what starts programs is slow to load, and the first frame waits for the names.
  const { claimDraft } = await import("./hold.ts");
  const hold = await claimDraft(wanted);
  await rename(onlyDraft(), draftFile(hold.name)).finally(hold.release);
};

/** Names of all drafts, and why the one of 0.1.0 is not among them, where it is not. */
export const draftNames = async (): Promise<{
  names: string[];
  unnamed?: { file: string; reason: Error };
}> => {
  const reason = await nameOnlyDraft().then(
    () => undefined,
    (error: Error) => error,
  );
  const files = await readdir(draftsFolder()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const names = files.filter((file) => /^[^.].*\.json$/s.test(file)).map((file) => file.slice(0, -5));
  return { names, ...(reason ? { unnamed: { file: onlyDraft(), reason } } : {}) };
};
