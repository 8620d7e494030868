import { lstat, stat } from "node:fs/promises";
import { writeFile } from "atomically";
import { ThinsmithError, UsageError } from "../../system/errors.ts";
import { ask, canAsk } from "./ask.ts";

const elsewhere = "Name another file, or none: the preset is printed then.";

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: "what should be its directory is a file",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "nothing can be written there",
  ENOSPC: "there is no room left",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const failed = (file: string, error: unknown): ThinsmithError =>
  new ThinsmithError(`${file} cannot be written: ${reasons[codeOf(error)] ?? codeOf(error)}.`, {
    remedy: elsewhere,
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
  if (link) throw new UsageError(`${file} is a link that leads nowhere.`, elsewhere);
  return undefined;
};

/**
 * Asks whether to replace something. `otherwise`: what else can be done.
 * @throws UsageError where nobody can be asked
 */
export const mayReplace = (what: string, otherwise = elsewhere): Promise<boolean> => {
  if (canAsk()) return ask(`${what} is there. Replace it?`, "no");
  throw new UsageError(`${what} is there already.`, `Add --replace. ${otherwise}`);
};

/**
 * Writes a new file, whole or not at all. What is there and no ordinary file is never touched.
 * @returns whether it was written
 * @throws UsageError for what may not be replaced, ThinsmithError where it cannot be written
 */
export const exportFile = async (
  file: string,
  text: string,
  { replace }: { readonly replace: boolean },
): Promise<boolean> => {
  if (file === "") throw new UsageError("The name of the file is empty.", elsewhere);
  const there = await found(file);
  if (there && !there.isFile()) {
    const what = there.isDirectory() ? "a directory" : "a device, a pipe or a socket";
    throw new UsageError(`${file} is ${what}, and no ordinary file.`, elsewhere);
  }
  if (there && !replace && !(await mayReplace(file))) return false;
  try {
    await writeFile(file, text);
  } catch (error) {
    throw failed(file, error);
  }
  return true;
};
