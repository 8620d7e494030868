import { spawnSync } from "node:child_process";
import { lstat, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const file = (name: string) => join(workplace.folder, name);
const exported = (...args: string[]) => thinsmith(workplace, ["preset", "export", "rdp", ...args]);

describe("preset export", () => {
  it("replaces a file only with --replace", async () => {
    expect(await exported("a.json")).toMatchObject({ status: 0, stderr: "" });
    const text = await readFile(file("a.json"), "utf8");
    expect(JSON.parse(text).name).toBe("rdp");
    await writeFile(file("a.json"), "mine");
    const refused = await exported("a.json");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/a\.json is there already\.\n.*--replace/);
    expect(await readFile(file("a.json"), "utf8")).toBe("mine");
    expect((await exported("a.json", "--replace")).status).toBe(0);
    expect(await readFile(file("a.json"), "utf8")).toBe(text);
  });

  it("never replaces what is not a regular file, even with --replace", async () => {
    spawnSync("mkfifo", [file("pipe")]);
    await symlink("pipe", file("link"));
    await symlink("nowhere", file("loose"));
    for (const name of ["pipe", "link"]) {
      const { status, stderr } = await exported(name, "--replace");
      expect(status).toBe(2);
      expect(stderr).toContain("is a device, a pipe or a socket, and no ordinary file");
    }
    expect((await exported("loose", "--replace")).stderr).toContain("is a link that leads nowhere");
    expect((await exported(".", "--replace")).stderr).toContain("is a directory");
    expect((await lstat(file("pipe"))).isFIFO()).toBe(true);
    expect((await lstat(file("link"))).isSymbolicLink()).toBe(true);
    expect(await readdir(workplace.folder)).not.toContain("nowhere");
  });

  it("prints for - and /dev/stdout, and says in words why it cannot write", async () => {
    for (const name of ["-", "/dev/stdout"])
      expect(JSON.parse((await exported(name)).stdout).name).toBe("rdp");
    expect((await exported("")).stderr).toContain("The name of the file is empty.");
    expect((await exported("a.json/b")).stderr).toContain("what should be its directory is a file");
  });
});
