import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const run = (...args: string[]) => thinsmith(workplace, args);

describe("command line", () => {
  it("prints its version and its commands", async () => {
    expect(await run("--version")).toMatchObject({ status: 0, stdout: "0.1.0\n", stderr: "" });
    expect((await run("--help")).stdout).toMatch(
      /build \[options\][\s\S]*boot \[options\][\s\S]*preset[\s\S]*doctor/,
    );
  });

  it("without a terminal says what to use in place of the wizard", async () => {
    const { status, stderr } = await run();
    expect(status).toBe(2);
    expect(stderr).toContain("thinsmith build console --yes");
  });

  it.each([
    [["bild"], "did you mean build?"],
    [["build", "--sett"], "unknown option"],
    [["build", "--progress", "loud"], "Allowed choices"],
    [["boot", "--memory", "lots"], "whole number"],
    [["build", "consol"], "did you mean console?"],
    [["build", "./nothing.json"], "no such file"],
    [["build", "--set", "zram.sizePct=300"], "zram.sizePct: 300 is not allowed; allowed: 0 to 200"],
    [["build", "--set", "zram.sizePc=30"], "did you mean zram.sizePct?"],
    [["build", "--set", "packages.install+=a b"], "packages.install"],
    [["boot"], "There is no release"],
    [["boot", "nosuch"], "There is no release nosuch"],
    [["boot", "--param", "a b"], "a space is not allowed in it"],
    [["preset", "show", "nosuch"], "There is no preset nosuch"],
    [["preset", "delete", "console"], "cannot be deleted"],
    [["preset", "save", "Not A Name"], "cannot be a preset's name"],
    [["release", "rollback", "console"], "There is no image console"],
    [["build", "--progress", "tty"], "needs a terminal"],
    [["build", "--set", "zram=3"], "a group of settings: zram.sizePct"],
    [["build", "--set", "base.distribution=ubuntu"], "trixie is a suite of debian"],
    [["build", "--set", "client.timezone=Mars/Olympus"], "there is no time zone Mars/Olympus; an example is"],
    [["build", "--set", "client.timezone=Europe/Berlni"], "did you mean Europe/Berlin?"],
  ])("%j is wrong use: %s", async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr.split("\n").length).toBeLessThan(24);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("lists every mistake of a preset file", async () => {
    const file = join(workplace.folder, "mine.json");
    await writeFile(
      file,
      JSON.stringify({ version: 1, zram: { sizePct: 999, sise: 1 }, client: { user: "X" } }),
    );
    const { status, stderr } = await run("build", file);
    expect(status).toBe(2);
    for (const name of ["zram.sizePct", "zram.sise", "client.user"]) expect(stderr).toContain(name);
    await writeFile(file, "{ version: 1");
    expect((await run("build", file)).stderr).toContain("is not JSON");
  });

  it.each(["/proc/nowhere", "/dev/null"])(
    "does not hang or show a stack where it cannot write: %s",
    async (output) => {
      const { status, stderr } = await run("build", "--output", output);
      expect(status).toBe(1);
      expect(stderr).toContain(output);
      expect(stderr).toContain("What to do");
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );

  it("prints every stage with its key, and builds nothing, under --dry-run", async () => {
    const { status, stdout } = await run("build", "console", "--dry-run");
    expect(status).toBe(0);
    expect(stdout.split("\n").filter(Boolean)).toHaveLength(8);
    expect(stdout).toMatch(/^bootstrap +[0-9a-f]{32} +to be made$/m);
  });

  it("saves, shows, exports, imports and deletes presets", async () => {
    expect((await run("preset", "list")).stdout).toMatch(/^console +shipped +Debian 13/m);
    await run("preset", "save", "lab", "--from", "console", "--set", "zram.sizePct=75");
    expect((await run("preset", "list")).stdout).toMatch(/^lab +own/m);
    expect(JSON.parse((await run("preset", "show", "lab")).stdout)).toMatchObject({
      name: "lab",
      zram: { sizePct: 75 },
    });
    const file = join(workplace.folder, "lab.json");
    expect((await run("preset", "export", "lab", file)).status).toBe(0);
    expect(JSON.parse(await readFile(file, "utf8")).zram.sizePct).toBe(75);
    expect((await run("preset", "import", file, "--name", "lab2")).status).toBe(0);
    expect((await run("build", "lab2", "--dry-run")).status).toBe(0);
    expect((await run("preset", "delete", "lab")).status).toBe(0);
    expect((await run("preset", "show", "lab")).status).toBe(2);
  });

  it("prints the schema of preset files", async () => {
    expect(JSON.parse((await run("preset", "schema")).stdout).properties).toHaveProperty("zram");
  });

  it("prints the table of settings that the documentation has", async () => {
    const documented = await readFile(join(packageRoot(), "docs/SETTINGS.md"), "utf8");
    expect((await run("preset", "schema", "--table")).stdout).toBe(documented);
  });

  it("doctor says what this machine has, in words and as JSON", async () => {
    expect((await run("doctor")).stdout).toContain("mmdebstrap");
    const { findings } = JSON.parse((await run("doctor", "--json")).stdout);
    expect(findings.length).toBeGreaterThan(4);
  });

  it("doctor names the package where a program is missing", async () => {
    const empty = { PATH: "/nonexistent" };
    const { status, stdout } = await thinsmith(workplace, ["doctor"], { env: empty });
    expect(status).toBe(1);
    expect(stdout).toMatch(/missing +mmdebstrap[\s\S]*apt-get install mmdebstrap/);
  });
});
