import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";

let workplace: Workplace;
beforeEach(async () => {
  workplace = await newWorkplace();
});
afterEach(() => rm(workplace.folder, { recursive: true }));

/** Hides what the distribution brought of Vagrant's plugins, and nothing else. */
const hiding = [
  ...["unshare", "--mount", "--map-root-user", "sh", "-c"],
  'd=/usr/share/vagrant-plugins; if [ -d $d ]; then mount -t tmpfs tmpfs $d; fi; exec "$@"',
  "sh",
];

/** Doctor where Vagrant's own folder has some plugins in it, and the packages that it would install. */
const doctor = async (plugins: object) => {
  const [home, programs] = [join(workplace.folder, "home"), join(workplace.folder, "programs")];
  const called = join(workplace.folder, "called");
  await mkdir(home);
  await writeFile(join(home, "plugins.json"), JSON.stringify({ version: "1", installed: plugins }));
  await mkdir(programs);
  await writeFile(join(programs, "apt-get"), `#!/bin/sh\necho "$@" >>'${called}'\n`, { mode: 0o755 });
  const env = { VAGRANT_HOME: home, PATH: `${programs}:${process.env.PATH}` };
  const run = (...args: string[]) =>
    thinsmith(workplace, ["doctor", "--vagrant", ...args], { wrapper: hiding, env });
  const { findings } = JSON.parse((await run("--json")).stdout) as {
    findings: { what: string; ok: boolean; remedy?: string }[];
  };
  await run("--install", "--yes");
  const installed = await readFile(called, "utf8").catch(() => "");
  return { findings, asked: installed.includes("vagrant-libvirt") };
};

describe("Vagrant's plugin for libvirt", () => {
  const plugin = { what: "Vagrant's plugin for libvirt" };
  const lacks = { remedy: expect.stringContaining("no plugin for libvirt") };

  it("is there where Vagrant installed it itself, and no package is installed for it", async () => {
    const { findings, asked } = await doctor({ "vagrant-libvirt": { gem_version: "0.12.2" } });
    expect(findings).toContainEqual(expect.objectContaining({ ...plugin, ok: true }));
    expect(findings).not.toContainEqual(expect.objectContaining(lacks));
    expect(asked).toBe(false);
  });

  it("is missing where nobody installed it, by the same rule for doctor and builder", async () => {
    const { findings, asked } = await doctor({ "vagrant-other": { gem_version: "1" } });
    expect(findings).toContainEqual(expect.objectContaining({ ...plugin, ok: false }));
    expect(findings).toContainEqual(expect.objectContaining(lacks));
    expect(asked).toBe(true);
  });
});

it.each([
  [["--vagrant"], "thinsmith doctor --vagrant --install"],
  [["--tests", "--vagrant"], "thinsmith doctor --tests --vagrant --install"],
  [[], "thinsmith doctor --install"],
])("doctor %j tells how to install what it misses: %s", async (args, hint) => {
  const { stdout } = await thinsmith(workplace, ["doctor", ...args], { env: { PATH: "/nonexistent" } });
  expect(stdout).toContain(`Install what is missing with: ${hint}\n`);
});

describe("doctor --install where nobody can be asked", () => {
  /** Doctor where apt-get is a script that notes how it was called. */
  const install = async (env: Record<string, string>) => {
    const [programs, called] = [join(workplace.folder, "programs"), join(workplace.folder, "called")];
    await mkdir(programs);
    await writeFile(join(programs, "apt-get"), `#!/bin/sh\necho "$@" >>'${called}'\n`, { mode: 0o755 });
    // As root of a user namespace, where the archive keyring is not to be seen.
    const wrapper = [
      ...["unshare", "--mount", "--map-root-user", "sh", "-c"],
      'mount -t tmpfs -o ro tmpfs /usr/share/keyrings; exec "$@"',
      "sh",
    ];
    const path = `${programs}:${process.env.PATH}`;
    await thinsmith(workplace, ["doctor", "--install"], { wrapper, env: { PATH: path, CI: "", ...env } });
    return readFile(called, "utf8").catch(() => "");
  };

  it("installs as root without a question", async () => {
    expect(await install({})).toMatch(/install .*debian-archive-keyring/);
  });

  it("installs nothing under THINSMITH_INSTALL=no", async () => {
    expect(await install({ THINSMITH_INSTALL: "no" })).toBe("");
  });
});
