import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyCommand, outlineOf } from "../../src/commands/completion/outline.ts";
import { manPage } from "../../src/commands/man-page.ts";
import { program } from "../../src/commands/program.ts";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";

let workplace: Workplace;
const script: Record<string, string> = {};
const all = everyCommand(outlineOf(program as unknown as Parameters<typeof outlineOf>[0]));
beforeAll(async () => {
  workplace = await newWorkplace();
  for (const shell of ["bash", "zsh", "fish"]) {
    script[shell] = (await thinsmith(workplace, ["completion", shell])).stdout;
  }
  await thinsmith(workplace, ["preset", "save", "till-7"]);
  await thinsmith(workplace, ["keys", "make", "site", "--for", "releases"]);
  mkdirSync(join(workplace.folder, "build/lab/releases/20261125T030000Z-aaaaaaaa"), { recursive: true });
});
afterAll(() => rmSync(workplace.folder, { recursive: true }));

/** What bash offers for the last of these words. */
const offered = (...words: string[]): string[] => {
  const asked = [
    `COMP_WORDS=(thinsmith ${words.map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length}`,
    "_thinsmith",
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ];
  const said = execFileSync("bash", ["--norc", "-c", `${script.bash}\n${asked.join("\n")}`], {
    cwd: workplace.folder,
    env: workplace.env,
    encoding: "utf8",
  });
  return said.split("\n").filter(Boolean);
};

describe("completion in bash", () => {
  it("offers every command and every option of each", () => {
    expect(all.length).toBeGreaterThan(20);
    for (const { path, commands, options } of all) {
      if (commands.length > 0)
        expect(offered(...path, "").sort()).toEqual(commands.map((one) => one.path.at(-1)).sort());
      for (const { flag } of options) expect(offered(...path, "--")).toContain(flag);
    }
  });

  it.each([
    [["build", "--progress", "p"], ["plain"]],
    [["build", "--progress", "=", "js"], ["json"]],
    [
      ["build", "--output", "x", "cons"],
      ["console", "console-bookworm"],
    ],
    [["build", "till"], ["till-7"]],
    [["preset", "show", "till"], ["till-7"]],
    [["--debug", "extract", "r"], ["rootfs"]],
    [["extract", "--release", "lab", "h"], ["home"]],
    [["boot", "la"], ["lab"]],
    [["boot", "2026"], ["20261125T030000Z-aaaaaaaa"]],
    [["release", "rollback", ""], ["lab"]],
    [["keys", "show", "si"], ["site"]],
    [["build", "--output", "bu"], ["build"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["build", "--set", ""], []],
  ])("%j offers %j", (words, names) => {
    expect(offered(...words)).toEqual(names);
  });
});

describe.each(["zsh", "fish"])("completion in %s", (shell) => {
  it("names every command and option", () => {
    for (const { path, options } of all) {
      if (path.length > 0) expect(script[shell]).toContain(path.at(-1));
      for (const { flag } of options)
        expect(script[shell]).toContain(shell === "fish" ? `-l ${flag.slice(2)} ` : flag);
    }
  });

  it.skipIf(spawnSync(shell, ["-c", "exit"]).status !== 0)("has no mistake of syntax", () => {
    const file = join(workplace.folder, shell);
    writeFileSync(file, script[shell] as string);
    const { status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("the man page", () => {
  const page = () => readFileSync(join(packageRoot(), "dist/thinsmith.1"), "utf8");

  it("is made from the declarations", () => {
    expect(page()).toBe(manPage());
    const text = page().replaceAll("\\-", "-");
    for (const { path, options, commands } of all) {
      if (commands.length > 0) continue;
      const section = new RegExp(`^\\.SS "?${path.join(" ")}[\\s\\S]*?(?=^\\.S)`, "m").exec(text)?.[0];
      for (const { flag } of options) {
        const own = !["--help", "--version", "--debug", "--no-mouse"].includes(flag);
        expect(own ? section : text, `${path.join(" ")} ${flag}`).toContain(flag);
      }
    }
    for (const status of [0, 1, 2, 130]) expect(text).toMatch(new RegExp(`^\\.B ${status}$`, "m"));
  });

  it.skipIf(spawnSync("groff", ["--version"]).status !== 0)("is roff without a warning", () => {
    const { stdout, stderr } = spawnSync("groff", ["-man", "-ww", "-Tutf8", "-Kutf8"], {
      input: page(),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    // Bold letters are struck twice.
    expect(stdout.replace(/.\x08/g, "")).toContain("EXIT STATUS");
  });
});
