import { mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { observeCommands } from "../system/command-log.ts";
import { cacheDirectory } from "../system/paths.ts";

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
      mkdirSync(cacheDirectory(), { recursive: true });
      const path = join(cacheDirectory(), `debug-${Date.now()}-${process.pid}.log`);
      process.stderr.write(`debug: from here on in ${path}\n`);
      file = openSync(path, "ax", 0o600);
    },
  };
};
