import { execFileSync } from "node:child_process";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { extract } from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";

let workplace: Workplace;
/** The package as npm installs it, without any other: the bundle has in it what it needs. */
let installed: string;
beforeAll(async () => {
  workplace = await newWorkplace();
  installed = join(workplace.folder, "package");
  // Packing runs no script: a bundle that is made anew would be away for a moment under the other tests.
  const options = ["--ignore-scripts", "--json", "--offline", "--pack-destination", workplace.folder];
  const said = execFileSync("npm", ["pack", ...options], { cwd: packageRoot(), encoding: "utf8" });
  const [{ filename }] = JSON.parse(said) as [{ filename: string }];
  await extract({ file: join(workplace.folder, filename), cwd: workplace.folder });
}, 120_000);
afterAll(() => rm(workplace.folder, { recursive: true }));

/** Files that are no sources of the bundle, but run, copied or read as they are. */
const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(join(packageRoot(), folder), { withFileTypes: true, recursive: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot().length + 1))
    .filter((path) => !path.startsWith("src/dev/") && !path.endsWith(".ts"));

const isExecutable = async (path: string) => ((await stat(path)).mode & 0o111) !== 0;

describe("the package that npm installs", () => {
  it("has every file in it that the program runs, copies or reads", async () => {
    const wanted = ["Vagrantfile", ...(await filesBelow("src")), ...(await filesBelow("presets"))];
    expect(wanted.length).toBeGreaterThan(100);
    const lacking: string[] = [];
    for (const path of wanted) {
      const [ours, packed] = [join(packageRoot(), path), join(installed, path)];
      const executable = await isExecutable(packed).catch(() => undefined);
      if (executable !== (await isExecutable(ours))) lacking.push(path);
    }
    expect(lacking).toEqual([]);
  });

  it("npm install --global puts the program and its man page in their places", async () => {
    const prefix = join(workplace.folder, "prefix");
    const options = ["--global", "--prefix", prefix, "--ignore-scripts", "--offline", "--no-audit"];
    execFileSync("npm", ["install", ...options, packageRoot()], { cwd: workplace.folder, stdio: "pipe" });
    expect((await stat(join(prefix, "bin/thinsmith"))).isFile()).toBe(true);
    const page = await readFile(join(prefix, "share/man/man1/thinsmith.1"), "utf8");
    expect(page).toBe(await readFile(join(installed, "dist/thinsmith.1"), "utf8"));
  });

  it.each(["local", "vagrant"])("plans a build of every stage with the builder %s", async (builder) => {
    const args = ["build", "console", "--dry-run", "--set", `base.builder=${builder}`];
    const program = join(installed, "dist/thinsmith.js");
    const { stderr, stdout, status } = await thinsmith(workplace, args, { program });
    expect({ stderr: stderr.replace(/^note: .*\n/gm, ""), status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toMatch(/^rootfs +[0-9a-f]{32} [\s\S]*^publish +[0-9a-f]{32} /m);
  });
});
