import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { packageSource } from "../../src/contents/packages.ts";
import { noteFetched } from "../../src/distributions/downloads.ts";
import { parseSettings } from "../../src/settings/parse.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { makeRelease } from "../support/releases/release.ts";

const id = "20261125T030000Z-aaaaaaaa";
const packages = { bash: "5.2-1", libssl3: "3.5.1-1", less: "668-1" };

let workplace: Workplace;
const inPlace = (...path: string[]) => join(workplace.folder, ...path);
const run = (...args: string[]) => thinsmith(workplace, args);

/** Lists as a build leaves them, the newest that the mirror has. */
const putLists = async (suite: string, lists: Readonly<Record<string, string>>) => {
  const folder = inPlace("cache/downloads/debian/lib/apt/lists");
  mkdirSync(folder, { recursive: true });
  for (const [pocket, text] of Object.entries(lists))
    for (const component of ["main", "non-free-firmware"])
      writeFileSync(
        join(folder, `deb.debian.org_debian_dists_${pocket}_${component}_binary-amd64_Packages`),
        component === "main" ? text : "\n",
      );
  vi.stubEnv("THINSMITH_CACHE", inPlace("cache"));
  await noteFetched(packageSource(parseSettings({ version: 1, base: { suite } })));
  vi.unstubAllEnvs();
};
const stanzas = (versions: Readonly<Record<string, string>>) =>
  Object.entries(versions)
    .map(([name, version]) => `Package: ${name}\nArchitecture: amd64\nVersion: ${version}\n\n`)
    .join("");

beforeAll(async () => {
  workplace = await newWorkplace();
  makeRelease(inPlace("build"), "lab", id, { root: {}, packages });
  makeRelease(inPlace("build"), "old", "20261124T030000Z-bbbbbbbb", {
    root: {},
    packages,
    settings: {
      base: { suite: "bookworm", mirror: "http://snapshot.debian.org/archive/debian/20260101T000000Z/" },
    },
  });
  makeRelease(inPlace("build"), "noble", "20261123T030000Z-cccccccc", {
    root: {},
    packages: {},
    settings: { base: { distribution: "ubuntu", suite: "noble" } },
  });
  writeFileSync(
    inPlace("tracker.json"),
    JSON.stringify({
      libssl3: {
        "CVE-2026-1111": { releases: { trixie: { status: "resolved", fixed_version: "3.5.1-1+deb13u1" } } },
        "CVE-2026-2222": { releases: { trixie: { status: "open", urgency: "low" } } },
        "CVE-2026-3333": { releases: { trixie: { status: "open", urgency: "unimportant" } } },
      },
    }),
  );
});
afterAll(() => rmSync(workplace.folder, { recursive: true }));

describe("release audit", () => {
  it("has status 0 where nothing is newer", async () => {
    await putLists("trixie", { trixie: stanzas(packages), "trixie-security": stanzas({ bash: "5.1-1" }) });
    const { status, stdout, stderr } = await run("release", "audit", "lab");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^Lists of Debian 13 trixie of 2\d{3}-.* UTC: trixie, trixie-security$/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      `None of the 3 packages of lab ${id} has a newer version.`,
    );
  });

  it("has status 1 where there are newer versions, with where they are and what they mend", async () => {
    await putLists("trixie", {
      trixie: stanzas({ ...packages, bash: "5.2-2" }),
      "trixie-security": stanzas({ libssl3: "3.5.1-1+deb13u1" }),
    });
    const args = ["release", "audit", "lab", "--tracker", "tracker.json"];
    const { status, stdout } = await run(...args);
    expect(status).toBe(1);
    expect(stdout.split("\n").filter((line) => !line.startsWith("Lists of"))).toEqual([
      "bash  5.2-1 -> 5.2-2  trixie",
      "libssl3  3.5.1-1 -> 3.5.1-1+deb13u1  trixie-security  CVE-2026-1111",
      "For 1 vulnerability of libssl3 there is no newer version.",
      `2 of 3 packages of lab ${id} have a newer version, 1 of them in security updates.`,
      "",
    ]);
    const json = await run(...args, "--json");
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ id, name: "lab", packages: 3, archives: ["trixie", "trixie-security"], stale: null, unlisted: [] },
      updates: [
        { name: "bash", available: "5.2-2", security: false, mends: [] },
        { name: "libssl3", security: true, mends: [{ name: "CVE-2026-1111" }] },
      ],
      open: [
        {
          source: "libssl3",
          issues: [{ name: "CVE-2026-2222", urgency: "low", fixed: null }, { name: "CVE-2026-3333" }],
        },
      ],
    });
  });

  it("looks in the distribution's archives where the image is of a snapshot", async () => {
    await putLists("bookworm", { bookworm: stanzas({ ...packages, less: "669-1" }) });
    const { status, stdout } = await run("release", "audit", "old");
    expect(status).toBe(1);
    expect(stdout).toContain("It was built from the snapshot http://snapshot.debian.org/");
    expect(stdout).toContain("There is no list of security updates of Debian 12 bookworm.");
    expect(stdout).toContain("1 of 3 packages of old 20261124T030000Z-bbbbbbbb has a newer version.");
  });

  it("has status 2 where it cannot be told, without a suite's lists or with lists that may be old", async () => {
    // Nothing can be fetched without the programs for it.
    const alone = { env: { PATH: "/nowhere" } };
    const none = await thinsmith(workplace, ["release", "audit", "noble"], alone);
    expect(none).toMatchObject({ status: 2, stdout: "" });
    expect(none.stderr).toContain("The package lists of Ubuntu 24.04 noble could not be fetched");
    // Lists of trixie, but no note that they are today's.
    rmSync(inPlace("cache/downloads/debian"), { recursive: true });
    await putLists("bookworm", { trixie: stanzas(packages) });
    const stale = await thinsmith(workplace, ["release", "audit", "lab"], alone);
    expect(stale.status).toBe(2);
    expect(stale.stdout).toContain("The package lists of Debian 13 trixie could not be fetched");
    expect(stale.stdout.trimEnd().split("\n").at(-1)).toBe(
      `Whether packages of lab ${id} have newer versions cannot be told.`,
    );
  });

  it.each([
    [["nosuch"], "There is no release nosuch"],
    [["lab", "--tracker", "nosuch.json"], "There is no file nosuch.json"],
    [["lab", "--tracker", "build/lab/current/vmlinuz"], "is not the tracker's data"],
    [["noble", "--tracker", "tracker.json"], "--tracker has Debian's data"],
    [["lab", "more"], "too many arguments"],
  ])("%j has status 2: %s", async (args, message) => {
    await putLists("trixie", { trixie: stanzas(packages) });
    const { status, stdout, stderr } = await run("release", "audit", ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
