import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { makeSquashfs } from "../support/files/image-files.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace();
  const tree = join(workplace.folder, "tree");
  mkdirSync(tree);
  writeFileSync(join(tree, "a"), "a");
  makeSquashfs(tree, join(workplace.folder, "it's one.squashfs"));
});
afterAll(() => rmSync(workplace.folder, { recursive: true }));

const inspect = (args: string[], env = {}) =>
  thinsmith(workplace, [...args, "inspect", "it's one.squashfs", "--text"], { env });

describe("--debug", () => {
  it.each([
    ["before the command", ["--debug"], {}],
    ["by THINSMITH_DEBUG", [], { THINSMITH_DEBUG: "1" }],
  ])("%s tells of each foreign program when it starts and when it ends", async (_, args, env) => {
    const { status, stderr, stdout } = await inspect(args, env);
    expect(status).toBe(0);
    const lines = stderr.split("\n").filter(Boolean);
    const of = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
    const started = of(/^debug: \[(\d+)\] start cd \S+; (?:\w+=\S+ )*[\w/-]+( |$)/);
    const ended = of(/^debug: \[(\d+)\] end [\w/-]+: (?:status \d+|SIG[A-Z]+), \d+\.\d\d s$/);
    expect(started.length).toBeGreaterThan(0);
    expect(ended.sort()).toEqual(started.sort());
    expect(lines).toHaveLength(started.length + ended.length);
    expect(stdout).toBe((await inspect([])).stdout);
  });

  it("is silent unless it is asked for", async () => {
    expect((await inspect([], { THINSMITH_DEBUG: "0" })).stderr).toBe("");
  });
});
