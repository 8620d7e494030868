import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { afterEach, beforeEach, expect, it } from "vitest";
import { shellCommand } from "../../../src/builders/local/shell.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-shell-"));
  await mkdir(join(folder, "output"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A root tree with a shell in it. */
const makeTree = async (tree: string) => {
  for (const name of ["bin", "usr/bin", "proc", "dev", "run", "tmp"])
    await mkdir(join(tree, name), { recursive: true });
  const busybox = execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim();
  await copyFile(busybox, join(tree, "bin/busybox"));
  await symlink("/bin/busybox", join(tree, "bin/sh"));
  // Debian's is linked to libraries.
  for (const [library] of execFileSync("ldd", [busybox], { encoding: "utf8" }).matchAll(/\/\S+/g)) {
    await mkdir(join(tree, library, ".."), { recursive: true });
    await copyFile(library, join(tree, library));
  }
  await writeFile(join(tree, "mark"), "the mark\n");
};

/** Runs a command, and says afterwards which process group has the terminal, and which group asks. */
const afterwards = '"$@"; ps -o tpgid=,pgid= -p $$ | sed "s/^/groups /"';

/** What a person sees who types these lines, and then leaves. */
const typed = (args: readonly string[], ...lines: readonly string[]): Promise<string> => {
  const [output = "", ...trees] = args;
  const [file, ...words] = ["sh", "-c", afterwards, "sh", ...shellCommand(output, trees)] as const;
  const env = { ...process.env, SHELL: "/bin/sh", PS1: "> ", TERM: "dumb" };
  const pty = spawn(file, words, { cols: 200, rows: 24, env });
  let text = "";
  pty.onData((data) => {
    text += data;
  });
  for (const line of [...lines, "exit"]) pty.write(`${line}\r`);
  return new Promise((done) => pty.onExit(() => done(text)));
};

it("the terminal is given back when the person leaves", async () => {
  await makeTree(join(folder, "output/tree"));
  const text = await typed([join(folder, "output")], "busybox true");
  const [, terminals, own] = /groups +(\d+) +(\d+)/.exec(text) ?? [];
  expect(own).toBeDefined();
  expect(terminals).toBe(own);
});

it("a shell is in the tree that a stage was making", async () => {
  const output = join(folder, "output");
  await makeTree(join(output, "tree"));
  const text = await typed([output], "busybox cat /mark; echo $((6*7)) >/made; echo my id is $$");
  expect(text).toContain("The root directory is the stage's tree");
  expect(text).toContain("the mark");
  expect(await readFile(join(output, "tree/made"), "utf8")).toBe("42\n");
  // A process of few: it has the build's process namespace.
  expect(Number(/my id is (\d+)/.exec(text)?.[1])).toBeLessThan(50);
});

it("a shell is in the tree that a stage has read, and cannot change it", async () => {
  const [output, tree] = [join(folder, "output"), join(folder, "tree")];
  await makeTree(tree);
  const text = await typed([output, tree], "busybox cat /mark", "echo x >/made; echo it ended with $?");
  expect(text).toContain("the mark");
  expect(text).toMatch(/Read-only file system/);
  await expect(readFile(join(tree, "made"))).rejects.toThrow("ENOENT");
});

it("a shell is in the stage's directory where no tree has one", async () => {
  const output = join(folder, "output");
  await writeFile(join(output, "excludes"), "usr/share/doc/*\n");
  const text = await typed([output], "cat excludes");
  expect(text).toContain("The stage has no tree with a shell");
  expect(text).toContain("usr/share/doc/*");
});
