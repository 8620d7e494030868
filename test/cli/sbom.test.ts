import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Of } from "../../src/release/checksum.ts";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { makeRelease } from "../support/releases/release.ts";
import { spdxProblems } from "../support/spdx-schema.ts";

const id = "20261125T030000Z-aaaaaaaa";

let workplace: Workplace;
const inPlace = (...path: string[]) => join(workplace.folder, ...path);
const run = (...args: string[]) => thinsmith(workplace, args);

beforeAll(async () => {
  workplace = await newWorkplace();
  makeRelease(inPlace("build"), "lab", id, {
    root: {},
    packages: { bash: "5.2-1", libssl3: "3.5.1-1", less: "668-1" },
  });
  writeFileSync(inPlace("some.json"), "{}");
});
afterAll(() => rmSync(workplace.folder, { recursive: true }));

describe("inspect --sbom", () => {
  const release = () => inPlace("build/lab/releases", id);

  it("prints what the manifest of an older release knows, and says so", async () => {
    const { status, stdout, stderr } = await run("inspect", "lab", "--sbom", "spdx");
    expect(status).toBe(0);
    expect(stderr).toContain(`note: The release ${id} was built by an older version`);
    const document = JSON.parse(stdout);
    expect(spdxProblems(document)).toEqual([]);
    expect(document.packages.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["bash", "less", "libssl3", "rootfs.squashfs"]),
    );
    const cyclonedx = await run("inspect", "lab", "--sbom", "cyclonedx");
    expect(JSON.parse(cyclonedx.stdout)).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  });

  it("prints the file of a release byte for byte, and refuses a damaged one", async () => {
    const text = '{\n "made": "by the build"\n}\n';
    writeFileSync(join(release(), "sbom.spdx.json"), text);
    const manifest = JSON.parse(readFileSync(join(release(), "manifest.json"), "utf8"));
    manifest.files.push({ name: "sbom.spdx.json", size: text.length, sha256: sha256Of(text) });
    writeFileSync(join(release(), "manifest.json"), JSON.stringify(manifest));
    expect(await run("inspect", "--sbom", "spdx")).toMatchObject({ status: 0, stdout: text, stderr: "" });
    appendFileSync(join(release(), "sbom.spdx.json"), " ");
    const damaged = await run("inspect", "lab", "--sbom", "spdx");
    expect(damaged).toMatchObject({ status: 1, stdout: "" });
    expect(damaged.stderr).toContain(`sbom.spdx.json of the release ${id} is missing or damaged.`);
  });

  it.each([
    [["--sbom", "xml"], "Allowed choices are spdx, cyclonedx"],
    [["--sbom", "spdx", "--list"], "cannot be used with option '--list'"],
    [["some.json", "--sbom", "spdx"], "some.json is a file, and no release"],
  ])("%j is refused: %s", async (args, message) => {
    const { status, stdout, stderr } = await run("inspect", ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
