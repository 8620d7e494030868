import { mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { observeCommands } from "../system/command-log.ts";
import { cacheDirectory } from "../system/paths.ts";

/** Files of this kind that stay in the cache, the new one among them. */
const keptFiles = 10;

/** `--debug`: every foreign program that starts or ends is a line on stderr, or in a file once `toFile` is called. */
export const startDebug = () => {
  let file: number | undefined;
  observeCommands((line) => {
    const text = `debug: ${line}\n`;
    if (file === undefined) process.stderr.write(text);
    else writeSync(file, text);
  });
  return {
    /** For the terminal UI, whose screen the lines would break. Says where the file is. */
    toFile(): void {
      if (file !== undefined) return;
      const directory = cacheDirectory();
      mkdirSync(directory, { recursive: true });
      const older = readdirSync(directory).filter((name) => /^debug-\d+-\d+\.log$/.test(name));
      for (const name of older.sort().slice(0, 1 - keptFiles)) rmSync(join(directory, name), { force: true });
      const path = join(directory, `debug-${Date.now()}-${process.pid}.log`);
      process.stderr.write(`debug: from here on in ${path}\n`);
      file = openSync(path, "ax", 0o600);
    },
  };
};
