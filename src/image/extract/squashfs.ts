import { ThinsmithError } from "../../system/errors.ts";
import { CommandError, run } from "../../system/process.ts";
import { squashfsError } from "../squashfs/content.ts";
import type { Notes } from "./notes.ts";
import type { ExtractOptions } from "./options.ts";

/** Output of unsquashfs that is not a warning. */
const usual = /^(\[[=\\|/ -]*\]\s|Parallel unsquashfs: |\d+ inodes \(|created \d+ )/;
const progressBar = /^\[.*\]\s+(\d+)\/(\d+)\s+\d+%/;
const deviceRefused =
  /^create_inode: could not create (?:character|block) device (.*), because you're not superuser!$/;
const attributeRefused = /^(write_xattr: |Further error messages of this type are suppressed)/;

/**
 * Unpacks a squashfs with unsquashfs into a directory that does not exist yet.
 * @returns the number of entries that unsquashfs reports
 * @throws ThinsmithError if unsquashfs reports a failure, even of a single file
 */
export const extractSquashfs = async (
  file: string,
  directory: string,
  notes: Notes,
  { signal, onProgress }: ExtractOptions,
): Promise<number> => {
  const isRoot = process.getuid?.() === 0;
  const problems: string[] = [];
  let entries = 0;
  const onLine = (line: string) => {
    const bar = progressBar.exec(line);
    const created = /^created (\d+) /.exec(line);
    if (bar) onProgress?.({ fraction: Number(bar[2]) > 0 ? Number(bar[1]) / Number(bar[2]) : 1, entries });
    else if (created) entries += Number(created[1]);
    else if (!usual.test(line)) problems.push(line);
  };
  const command = [
    // Its progress bar has no newline: without stdbuf it arrives only at the end.
    ...(onProgress ? ["stdbuf", "--output=0", "unsquashfs"] : ["unsquashfs", "-no-progress"]),
    // Without root only some attributes can be set.
    ...(isRoot ? [] : ["-no-xattrs"]),
    ...["-d", directory, file],
  ];
  try {
    await run(command, { signal, onLine, env: { LC_ALL: "C" } });
  } catch (error) {
    // 2: it continued after an error.
    if (!(error instanceof CommandError) || error.exitCodeOfCommand !== 2) throw squashfsError(file, error);
    const other = problems.find((line) => !deviceRefused.test(line) && !attributeRefused.test(line));
    if (other !== undefined || problems.length === 0) {
      throw new ThinsmithError(
        `${file} could not be unpacked completely: ${other ?? "unsquashfs does not say why"}.`,
        {
          remedy: "Check the free space, and whether the file system supports links and these names.",
          cause: error,
        },
      );
    }
    for (const line of problems) {
      const refused = deviceRefused.exec(line)?.[1];
      if (refused !== undefined) notes.add("device", refused.slice(directory.length + 1));
      else if (line.startsWith("write_xattr")) notes.add("attribute", line.slice("write_xattr: ".length));
    }
  }
  return entries;
};
