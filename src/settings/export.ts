import { lstat, stat } from "node:fs/promises";
import { writeFile } from "atomically";
import { ThinsmithError, UsageError, whyUnwritable } from "../system/errors.ts";
import type { Settings } from "./schema.ts";

const anotherFile = "Name another file.";

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const failed = (file: string, error: unknown): ThinsmithError =>
  new ThinsmithError(`${file} cannot be written: ${whyUnwritable(error)}.`, {
    remedy: anotherFile,
    cause: error,
  });

/** What lies there, links followed; undefined where nothing does. */
const found = async (file: string) => {
  try {
    return await stat(file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw failed(file, error);
  }
  // A link that leads nowhere is something, too.
  const link = await lstat(file).catch(() => undefined);
  if (link) throw new UsageError(`${file} is a link that leads nowhere.`, anotherFile);
  return undefined;
};

/**
 * Writes settings to a preset file, whole or not at all. What is there and no ordinary file is never touched.
 * @param replace whether a file that is there may be replaced
 * @returns whether it was written
 * @throws UsageError for what may not be replaced, ThinsmithError where it cannot be written
 */
export const exportSettings = async (
  file: string,
  settings: Settings,
  replace: boolean,
): Promise<boolean> => {
  if (file === "") throw new UsageError("The name of the file is empty.", anotherFile);
  const there = await found(file);
  if (there && !there.isFile()) {
    const what = there.isDirectory() ? "a directory" : "a device, a pipe or a socket";
    throw new UsageError(`${file} is ${what}, and no ordinary file.`, anotherFile);
  }
  if (there && !replace) return false;
  try {
    await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
  } catch (error) {
    throw failed(file, error);
  }
  return true;
};
