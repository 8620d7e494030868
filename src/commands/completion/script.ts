import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { packageRoot } from "../../system/paths.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { outlineOf } from "./outline.ts";
import { zshScript } from "./zsh.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `thinsmith completion`: prints the script for a shell. */
export const printCompletion = async (shell: keyof typeof scripts, program: object): Promise<void> => {
  const files = await readdir(join(packageRoot(), "presets"));
  const presets = files
    .filter((file) => file.endsWith(".json") && file !== "schema.json")
    .map((file) => basename(file, ".json"));
  process.stdout.write(scripts[shell](outlineOf(program as CommandUnknownOpts), presets.sort()));
};
