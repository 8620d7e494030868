import { CommandError, stream } from "../../system/process.ts";
import type { Piece, ReadOptions, Wanted } from "../image.ts";
import { nameBytes } from "../names.ts";
import { damaged } from "../source.ts";

/** Length of a command line that xargs accepts on every system: a quarter of the limit of Linux with the default stack. */
const commandLineBytes = 500_000;

/** An error with the last line of unsquashfs as its reason. Errors that are not of a command stay as they are. */
export const squashfsError = (path: string, error: unknown): unknown => {
  if (!(error instanceof CommandError)) return error;
  const said = error.lastLines.at(-1) ?? error.message;
  return damaged(path, `unsquashfs cannot read it (${said.slice(0, 300)})`, error);
};

/**
 * The concatenated content of regular files of a squashfs. xargs passes the names, because they are bytes and Node can
 * only pass text. No character in them is a wildcard.
 */
export async function* squashfsContent(
  file: string,
  paths: readonly string[],
  { signal }: ReadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const end = Buffer.from([0]);
  const input = Buffer.concat(paths.flatMap((path) => [nameBytes(path), end]));
  const command = ["xargs", "-0", "-s", String(commandLineBytes), "--no-run-if-empty"];
  const unsquashfs = ["unsquashfs", "-cat", "-no-wildcards", file];
  try {
    yield* stream([...command, ...unsquashfs], { signal, input, env: { LC_ALL: "C" } });
  } catch (error) {
    throw squashfsError(file, error);
  }
}

/**
 * The same in pieces with the index of their file. unsquashfs puts nothing between two files, so the sizes in the listing
 * separate them.
 * @throws ThinsmithError if the length of the content differs from the listing
 */
export async function* squashfsPieces(
  file: string,
  wanted: readonly Wanted[],
  options?: ReadOptions,
): AsyncGenerator<Piece, void, undefined> {
  const paths = wanted.map(({ path }) => path);
  let index = -1;
  let missing = 0;
  const next = () => {
    while (missing === 0 && index < wanted.length) {
      index += 1;
      missing = wanted[index]?.size ?? 0;
    }
  };
  next();
  for await (const chunk of squashfsContent(file, paths, options)) {
    for (let at = 0; at < chunk.length; next()) {
      const length = Math.min(missing, chunk.length - at);
      if (length === 0) throw damaged(file, "a file in it is longer than its listed size");
      yield { file: index, bytes: chunk.subarray(at, at + length) };
      at += length;
      missing -= length;
    }
  }
  if (index < wanted.length) throw damaged(file, "a file in it is shorter than its listed size");
}
