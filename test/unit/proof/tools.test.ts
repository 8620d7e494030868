import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bootTools, toolsFile } from "../../../src/proof/tools.ts";
import { packageRoot } from "../../../src/system/paths.ts";

const guest = join(packageRoot(), "src/guest/root/usr/share");
const folder = join(packageRoot(), "src", toolsFile, "..");
const scripts = [
  ...readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "tools")
    .map(({ parentPath, name }) => join(parentPath, name)),
  join(guest, "initramfs-tools/scripts/ram"),
];
const text = scripts
  .map((script) => readFileSync(script, "utf8"))
  .join("\n")
  .replace(/^\s*#.*$/gm, "")
  .replace(/\\\n/g, " ");

/** Words where the shell expects a command: behind what ends a command, and behind assignments. */
const commands = new Set(
  [
    ...text.matchAll(
      /(?:^|[;|&({!`\n]|\b(?:then|do|else|if|while|until|exec)\s)\s*(?:[A-Za-z_0-9]+=(?:'[^']*'|(?:[^\s$(']|\$[a-z_]+)*)[ \t]+)*([a-z][a-z0-9_-]*)(?=[\s;)|&]|$)/gm,
    ),
  ].map(([, word]) => word as string),
);
/** What a shell has itself, and functions of the scripts. */
const builtIn = new Set(
  "cd case do done echo elif else esac exec exit export fi for if in kill printf read return set shift test then wait while"
    .split(" ")
    .concat("until", "unset", "trap", "command", "local", "continue", "break"),
);
const functions = new Set([...text.matchAll(/^([a-z_0-9]+)\(\)/gm)].map(([, name]) => name as string));

it("the list of the boot script's tools has what its scripts run, and nothing else", async () => {
  const tools = await bootTools();
  expect(tools).toEqual([...tools].sort());
  const run = [...commands].filter((word) => !builtIn.has(word) && !functions.has(word));
  // Words of messages and of lists stand where commands may: only what busybox has as a program counts.
  const programs = execFileSync("busybox", ["--list"], { encoding: "utf8" }).split("\n");
  const noCommands = ["hostname"];
  const missing = run.filter(
    (word) => programs.includes(word) && !tools.includes(word) && !noCommands.includes(word),
  );
  expect(missing).toEqual([]);
  expect(tools.filter((tool) => !commands.has(tool))).toEqual([]);
});
