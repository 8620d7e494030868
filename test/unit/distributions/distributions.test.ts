import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { distributionScripts } from "../../../src/builders/tree/script.ts";
import { bundleOf } from "../../../src/builders/vagrant/stages/bundle.ts";
import { additionsOf } from "../../../src/contents/additions.ts";
import { kernelPackage, packageSource } from "../../../src/contents/packages.ts";
import { distributionNames, distributions } from "../../../src/distributions/distributions.ts";
import { distributionOf, networkOf, suiteLabel } from "../../../src/distributions/suites.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { packageRoot } from "../../../src/system/paths.ts";

const arm64 = { debian: "arm64", qemu: "aarch64" };

/** Names of the functions that a script defines. */
const functionsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/^(\w+)\(\) \{/gm)].map(([, name = ""]) => name);

describe.each(distributionNames)("the distribution %s", (name) => {
  const file = join(distributionScripts(name), "distribution.sh");

  it("defines in distribution.sh what the builders' scripts call, and nothing else", () => {
    const folder = join(packageRoot(), "src/builders/tree");
    const scripts = readdirSync(folder).filter((script) => script.endsWith(".sh"));
    const texts = scripts.map((script) => readFileSync(join(folder, script), "utf8")).join("\n");
    const wanted = [
      ...["collect_copyrights", "forget_bootstrap", "is_installed", "list_packages", "maintenance_units"],
      ...["make_initrd", "package_paths", "plan_initrd", "remove_packages"],
    ];
    expect(functionsOf(file).sort()).toEqual(wanted);
    for (const one of wanted) expect(texts).toContain(one);
    expect(spawnSync("sh", ["-eu", file]).status).toBe(0);
  });

  it("gives its distribution.sh to the template, beside the scripts that read it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "thinsmith-bundle-"));
    const [suite] = Object.keys(distributions[name].suites);
    const settings = parseSettings({ version: 1, base: { builder: "vagrant", distribution: name, suite } });
    const bundle = await bundleOf(name, additionsOf(settings), folder);
    await rm(folder, { recursive: true });
    const { stdout } = spawnSync("tar", ["--list"], { input: bundle, encoding: "utf8" });
    for (const script of ["distribution.sh", "tree.sh", "customize.sh", "client.sh"])
      expect(stdout.split("\n")).toContain(`./scripts/${script}`);
  });

  it("has suites that are found by their names", () => {
    for (const [suite, { label, network }] of Object.entries(distributions[name].suites)) {
      expect(distributionOf(suite)).toBe(name);
      expect(suiteLabel(name, suite)).toBe(label);
      expect(networkOf(name, suite)).toBe(network);
    }
    expect(distributionOf("constructor")).toBeUndefined();
    expect(suiteLabel(name, "constructor")).toBe(`${name} constructor`);
  });
});

describe("the processor architecture", () => {
  const settings = parseSettings({ version: 1, base: { mirror: "http://mirror.example/debian" } });

  it("is in the kernel's name and in what bootstraps a tree", () => {
    expect(kernelPackage(settings)).toBe("linux-image-amd64");
    expect(kernelPackage(settings, arm64)).toBe("linux-image-arm64");
    const source = packageSource(settings, arm64);
    const { bootstrap } = distributions.debian;
    const made = bootstrap.treeCommand({ ...source, packages: ["kmod"] }, "/out", "/out/downloads").command;
    const listed = bootstrap.listsCommand(source, "/out/target", "/out/downloads").command;
    for (const command of [made, listed]) expect(command).toContain("--architectures=arm64");
    expect(listed.slice(-3)).toEqual(["trixie", "/out/target", "http://mirror.example/debian"]);
  });
});
