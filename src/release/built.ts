import { readdir, readlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { candidatesFolder } from "./links.ts";
import { releaseIds, timeOf } from "./release-ids.ts";

/** An image that was built, as far as names of files tell. */
export interface BuiltImage {
  readonly name: string;
  /** Absolute path of its directory. */
  readonly directory: string;
  /** When its current release was made, or the newest where there is none that is current; a candidate where there is no other. */
  readonly at: Date | undefined;
  /** Ids of its releases, the newest first. */
  readonly releases: readonly string[];
}

/** What is in the folders that were looked into. */
export interface BuiltImages {
  /** The one built last first. */
  readonly images: readonly BuiltImage[];
  /** Folders that cannot be read, in sentences. A folder that does not exist has no images. */
  readonly problems: readonly string[];
}

const look = async (output: string, name: string): Promise<BuiltImage[]> => {
  const directory = join(output, name);
  const [target, releases, candidates] = await Promise.all([
    readlink(join(directory, "current")).catch(() => undefined),
    releaseIds(directory),
    releaseIds(directory, candidatesFolder),
  ]);
  if (target === undefined && releases.length + candidates.length === 0) return [];
  const id = target === undefined ? (releases[0] ?? candidates[0]) : basename(target);
  return [{ name, directory, at: timeOf(id ?? ""), releases }];
};

/** Images below output directories, the one built last first. Reads no manifest: it is for the first frame. */
export const builtImages = async (outputs: readonly string[]): Promise<BuiltImages> => {
  const problems: string[] = [];
  const folders = [...new Set(outputs.map((output) => resolve(output)))];
  const images = await Promise.all(
    folders.map(async (output) => {
      const names = await readdir(output).catch(({ code, message }: NodeJS.ErrnoException) => {
        const why = code === "EACCES" ? "you may not read this folder" : (code ?? message);
        if (code !== "ENOENT") problems.push(`Images in ${output} cannot be listed: ${why}.`);
        return [];
      });
      const found = names.filter((name) => !name.startsWith(".")).map((name) => look(output, name));
      return (await Promise.all(found)).flat();
    }),
  );
  const time = ({ at }: BuiltImage) => at?.getTime() ?? 0;
  return { images: images.flat().sort((a, b) => time(b) - time(a) || (a.name < b.name ? -1 : 1)), problems };
};
