import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeResult } from "../../src/commands/run/build-result.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { makeRelease } from "../support/releases/release.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace();
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const run = (...args: string[]) => thinsmith(workplace, args);

describe("wrong use of options", () => {
  it.each([
    [
      ["build", "--sett"],
      "unknown option '--sett'; did you mean --set?",
      "thinsmith build --help lists its options.",
    ],
    [["boot", "--memory"], "argument missing", "thinsmith boot --help lists its options."],
    [["boot", "--cpus", "0"], "whole number from 1 to 64", "thinsmith boot --help lists its options."],
    [["build", "--progress", "loud"], "Allowed choices", "thinsmith build --help lists its options."],
    [["extract"], "missing required argument 'part'", "thinsmith extract --help lists its options."],
    [["extract", "boot"], "It must be rootfs, initrd, home.", "thinsmith extract --help lists its options."],
    [["boot", "a", "b"], "too many arguments", "thinsmith boot --help lists its options."],
    [
      ["preset", "lst"],
      "unknown command 'lst'; did you mean list?",
      "thinsmith preset --help lists its commands.",
    ],
    [["preset", "show"], "missing required argument", "thinsmith preset show --help lists its options."],
    [["build", "--debug-shell"], "--debug-shell needs a terminal", "build.log"],
    [["build", "rdp", "--locked", "a"], "not with the preset rdp", "build without --locked"],
    [["build", "--locked", "a", "--set", "zram.sizePct=75"], "would change them", "Only base.snapshot"],
    [["build", "--locked", "a", "--only", "rootfs"], "cannot be used with option", "thinsmith build --help"],
  ])("%j is refused like a wrong setting: %s", async (args, message, remedy) => {
    const { status, stdout, stderr } = await run(...args);
    const [first, second, ...rest] = stderr.split("\n");
    expect(first).toMatch(/^thinsmith: /);
    expect(first).toContain(message);
    expect(second).toMatch(/^What to do: /);
    expect(second).toContain(remedy);
    expect(rest).toEqual([""]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("is told by the name that the command was called by", async () => {
    const { stderr } = await thinsmith(workplace, ["build", "--sett"], {
      env: { npm_lifecycle_event: "start" },
    });
    expect(stderr).toContain("What to do: npm start -- build --help lists its options.");
  });

  it("help names one default for --dns, and has examples", async () => {
    const { status, stdout } = await run("serve", "--help");
    expect(status).toBe(0);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("may be repeated (default: those of this machine)");
    expect(text).toContain("Examples: thinsmith serve console --interface eth1");
  });
});

describe("lists", () => {
  it("release list says where there is none, and prints [] as JSON", async () => {
    expect(await run("release", "list", "--output", "empty")).toMatchObject({
      ...{ status: 0, stdout: "", stderr: "There is no release in empty.\n" },
    });
    expect(await run("release", "list", "--output", "empty", "--json")).toMatchObject({
      ...{ status: 0, stdout: "[]\n", stderr: "" },
    });
  });

  it("release list --json prints the releases", async () => {
    const id = "20261125T030000Z-aaaaaaaa";
    makeRelease(join(workplace.folder, "build"), "lab", id, { root: { "etc/a": "a" } });
    const { stdout, stderr } = await run("release", "list", "--json");
    expect(stderr).toBe("");
    const [release, ...others] = JSON.parse(stdout);
    expect(release).toMatchObject({ name: "lab", id, current: true, canary: false });
    expect(release.bytes).toBeGreaterThan(0);
    expect(others).toEqual([]);
  });

  it("preset list, box list and doctor print one JSON document", async () => {
    const presets = JSON.parse((await run("preset", "list", "--json")).stdout);
    expect(presets).toContainEqual(expect.objectContaining({ name: "console", origin: "shipped" }));
    expect(JSON.parse((await run("box", "list", "--json")).stdout)).toHaveProperty("known");
    expect(JSON.parse((await run("doctor", "--json")).stdout)).toHaveProperty("findings");
  });
});

describe("saved presets", () => {
  it("are replaced only with --replace", async () => {
    const size = async () => JSON.parse((await run("preset", "show", "mine")).stdout).zram.sizePct;
    expect((await run("preset", "save", "mine", "--set", "zram.sizePct=75")).status).toBe(0);
    const file = join(workplace.folder, "mine.json");
    expect((await run("preset", "export", "mine", file)).status).toBe(0);
    for (const args of [
      ["preset", "save", "mine", "--set", "zram.sizePct=20"],
      ["preset", "import", file],
    ]) {
      const refused = await run(...args);
      expect(refused).toMatchObject({ status: 2, stdout: "" });
      expect(refused.stderr).toMatch(/The preset mine is there already\.\nWhat to do: Add --replace\./);
      expect(await size()).toBe(75);
    }
    expect((await run("preset", "save", "mine", "--set", "zram.sizePct=20", "--replace")).status).toBe(0);
    expect(await size()).toBe(20);
    expect((await run("preset", "import", file, "--replace")).stdout).toBe("imported mine\n");
    expect(await size()).toBe(75);
    expect(JSON.parse(await readFile(file, "utf8")).name).toBe("mine");
  });
});

describe("what is said after a build", () => {
  it.each([
    ["build", "serve lab --interface INTERFACE"],
    ["my images", "serve lab --output 'my images' --interface INTERFACE"],
  ])("repeats --output %s where it is not the default", async (output, hint) => {
    const id = "20261126T030000Z-bbbbbbbb";
    const folder = join(workplace.folder, output);
    makeRelease(folder, "lab", id, { root: { "etc/a": "a" } });
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    try {
      const release = join(folder, "lab/releases", id);
      const ended = { type: "build-ended", at: 0, ok: true, seconds: 1, release } as const;
      await writeResult(ended, { onlyPath: false, output });
    } finally {
      write.mockRestore();
    }
    expect(written.join("")).toContain(`Serve it:  thinsmith ${hint}\n`);
  });
});

it("names in messages do not reach the terminal as control sequences", async () => {
  const workplace = await newWorkplace();
  await writeFile(join(workplace.folder, "escape.json"), '\x1b[2J\x1b]0;title\x07{"\\u001b[31mkey": 1');
  for (const word of ["./escape.json", "\x1b[31mname"]) {
    const { status, stderr } = await thinsmith(workplace, ["build", word, "--dry-run"]);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  }
  await rm(workplace.folder, { recursive: true });
});
