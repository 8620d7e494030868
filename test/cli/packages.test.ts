import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { packageSource } from "../../src/contents/packages.ts";
import { noteFetched } from "../../src/distributions/downloads.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { putLists } from "../support/lists.ts";

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace();
  await putLists(join(workplace.folder, "cache"));
});
afterAll(() => rm(workplace.folder, { recursive: true }));

const wrong = ["--set", "packages.install+=vim,chromimum,htopp"];
const told = [
  "thinsmith: 2 mistakes in the settings of console:",
  "  packages.install: there is no package chromimum in Debian 13 trixie; did you mean chromium?",
  "  packages.install: there is no package htopp in Debian 13 trixie; did you mean htop?",
  "",
].join("\n");

describe("a package that does not exist", () => {
  // The lists are of today, so they are not fetched anew.
  const build = async (progress: string) => {
    vi.stubEnv("THINSMITH_CACHE", join(workplace.folder, "cache"));
    await noteFetched(packageSource(parseSettings({ version: 1 })));
    vi.unstubAllEnvs();
    return thinsmith(workplace, ["build", "console", "--yes", "--progress", progress, ...wrong]);
  };

  it("is refused by a dry run like a wrong setting", async () => {
    const { status, stdout, stderr } = await thinsmith(workplace, [
      ...["build", "console", "--dry-run"],
      ...wrong,
    ]);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: told });
  });

  it("is refused by a build before it does anything", async () => {
    const { status, stderr } = await build("plain");
    expect(stderr).toContain(told);
    expect(status).toBe(2);
    expect(await readdir(join(workplace.folder, "cache"))).toEqual(["downloads"]);
  });

  it("is reported in JSON with its setting", async () => {
    const { status, stdout } = await build("json");
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toEqual([
      expect.objectContaining({
        ...{ type: "build-ended", ok: false },
        failure: {
          message: expect.stringContaining("chromimum"),
          setting: "packages.install",
          cancelled: false,
        },
      }),
    ]);
    expect(status).toBe(2);
  });
});

describe("what is not refused", () => {
  const dryRun = (...args: string[]) => thinsmith(workplace, ["build", "console", "--dry-run", ...args]);

  it("are packages that exist", async () => {
    const { status, stderr } = await dryRun("--set", "packages.install+=vim,htop");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("are packages to remove that do not, which are noted", async () => {
    const { status, stderr } = await dryRun("--set", "packages.remove+=vimm");
    expect(stderr).toMatch(
      /^note: packages\.remove: there is no package vimm in Debian 13 trixie; did you mean vim/,
    );
    expect(status).toBe(0);
  });

  it("are packages of a suite that has no list here, which is noted unless it is to be quiet", async () => {
    const wheezy = ["--set", "base.suite=wheezy", "--set", "packages.install+=chromimum"];
    const { status, stderr } = await dryRun(...wheezy);
    expect(stderr).toContain(
      "note: The packages could not be checked: there is no package list of debian wheezy",
    );
    expect(status).toBe(0);
    expect((await dryRun(...wheezy, "--progress", "quiet")).stderr).toBe("");
  });
});

it("a suite that does not exist is refused by a dry run, with the nearest name", async () => {
  const { status, stderr } = await thinsmith(workplace, [
    ...["build", "console", "--dry-run", "--set", "base.suite=trixy"],
  ]);
  expect(stderr).toContain("base.suite: debian has no suite trixy; did you mean trixie?");
  expect(status).toBe(2);
});
