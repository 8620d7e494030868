import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forecast } from "../../../src/contents/forecast.ts";
import { packageSource } from "../../../src/contents/packages.ts";
import { findPackageLists } from "../../../src/distributions/debian/lists/find.ts";
import { loadPackageIndex } from "../../../src/distributions/debian/lists/load.ts";
import { readPresetFile } from "../../../src/settings/presets.ts";
import { packageRoot } from "../../../src/system/paths.ts";

/** Rows of the README's table of presets that were measured: image in MB, memory in use and smallest client in MiB. */
const measured = readFileSync(join(packageRoot(), "README.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const row =
      /^\| `(?<preset>[a-z-]+)` +\|.*\| (?<image>\d+) MB +\| (?<used>\d+) MiB +\| (?<size>[\d.]+) (?<unit>[MG]iB) /.exec(
        line,
      )?.groups as Record<"preset" | "image" | "used" | "size" | "unit", string> | undefined;
    if (!row) return [];
    const client = Number(row.size) * (row.unit === "GiB" ? 1024 : 1);
    return [{ preset: row.preset, image: Number(row.image), used: Number(row.used), client }];
  });

const presetFile = (preset: string) => readPresetFile(join(packageRoot(), "presets", `${preset}.json`));
const listed = new Map<string, boolean>();
for (const { preset } of measured)
  listed.set(preset, (await findPackageLists(packageSource(await presetFile(preset)))).length > 0);

describe("what the wizard expects of a shipped preset", () => {
  it("can be compared with seven that were measured", () => {
    expect(measured.map(({ preset }) => preset)).toHaveLength(7);
  });

  for (const { preset, image, used, client } of measured) {
    // Without the suite's list, which a build or the wizard brings, there is no estimate either.
    it.runIf(listed.get(preset))(`is what was measured, give or take 10 %: ${preset}`, async () => {
      const settings = await presetFile(preset);
      const index = await loadPackageIndex(packageSource(settings));
      if (!index) throw new Error("the list cannot be read");
      const { imageBytes, programBytes, clientBytes } = forecast(settings, index);
      expect(Math.abs(imageBytes / 1e6 / image - 1), `${imageBytes / 1e6} MB`).toBeLessThan(0.1);
      const inUse = (imageBytes + programBytes) / 1024 ** 2;
      expect(Math.abs(inUse / used - 1), `${inUse} MiB in use`).toBeLessThan(0.1);
      // Clients have memory in steps of 256 MiB.
      expect(Math.abs(clientBytes / 1024 ** 2 / client - 1), `${clientBytes / 1024 ** 2} MiB`).toBeLessThan(
        0.15,
      );
    });
  }
});

describe("what an image is made of", () => {
  it.runIf(listed.get("kiosk"))("adds up, and says what each choice brings", async () => {
    const settings = await presetFile("kiosk");
    const index = await loadPackageIndex(packageSource(settings));
    if (!index) throw new Error("the list cannot be read");
    const { parts, imageBytes, packages } = forecast(settings, index);
    const sum = (field: "bytes" | "packages") => parts.reduce((all, part) => all + part[field], 0);
    expect(sum("bytes")).toBeCloseTo(imageBytes, 0);
    expect(sum("packages")).toBe(packages);
    expect(parts.find(({ name }) => name === "kiosk")?.bytes).toBeGreaterThan(80e6);
    expect(parts.find(({ kind }) => kind === "kernel")?.bytes).toBeGreaterThan(50e6);
    expect(parts.find(({ kind }) => kind === "base")?.packages).toBeGreaterThan(50);
  });
});
