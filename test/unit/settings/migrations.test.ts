import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadDraft } from "../../../src/settings/drafts/file.ts";
import { listDrafts } from "../../../src/settings/drafts/list.ts";
import { draftMigrations, draftVersion } from "../../../src/settings/drafts/stored.ts";
import { type Migration, migrate, migrations, settingsVersion } from "../../../src/settings/migrations.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { listPresets } from "../../../src/settings/preset-list.ts";
import { loadSettings, problemOf, readPresetFile, settingsOf } from "../../../src/settings/presets.ts";
import { packageRoot } from "../../../src/system/paths.ts";
import { version } from "../../../src/system/version.ts";

/** Files as thinsmith of that version of settings wrote them; a new version adds its own and keeps these. */
const recorded = (name: string) => join(packageRoot(), "test/unit/settings/recorded", name);
const read = (name: string) => JSON.parse(readFileSync(recorded(name), "utf8"));

const folder = mkdtempSync(join(tmpdir(), "thinsmith-migrations-"));
beforeAll(() => {
  vi.stubEnv("THINSMITH_CONFIG", folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("files of version 1 (thinsmith 0.1.0)", () => {
  it.each(Object.entries(read("shipped-presets-v1.json")))(
    "the shipped preset %s is read",
    (file, preset) => {
      expect(parseSettings(preset).name).toBe(file.replace(".json", ""));
    },
  );

  it("a saved preset with most settings changed is read without loss", async () => {
    copyFileSync(recorded("own-presets-v1.json"), join(folder, "presets.json"));
    const { lab } = read("own-presets-v1.json");
    const settings = await loadSettings("lab");
    expect(settings).toMatchObject(lab);
    expect(settings.client.rdpServers[0]).toMatchObject({ name: "office", options: ["/f", "/bpp:16"] });
    expect(settings.version).toBe(settingsVersion);
  });

  it("the draft gets its image's name, and is read without loss", async () => {
    copyFileSync(recorded("draft-v1.json"), join(folder, "draft.json"));
    expect(await listDrafts()).toMatchObject([{ name: "lab", image: "lab", preset: "console" }]);
    expect(readdirSync(folder)).not.toContain("draft.json");
    const { changedAt, ...before } = read("draft-v1.json");
    const draft = await loadDraft("lab");
    // Settings that came later have their defaults.
    expect(draft).toMatchObject({ ...before, name: "lab", past: [], future: [] });
    expect(draft.settings.packages.roles).toEqual(["lxde", "rdp", "ssh"]);
  });

  it("the draft takes no other draft's place", async () => {
    copyFileSync(recorded("draft-v1.json"), join(folder, "draft.json"));
    expect((await listDrafts()).map(({ name }) => name).sort()).toEqual(["lab", "lab-2"]);
  });
});

describe("migrating", () => {
  const made: Migration[] = [
    ({ swap, ...rest }) => ({ ...rest, zram: { sizePct: swap } }),
    (settings) => ({ ...settings, description: `${settings.description}, moved` }),
  ];
  const old = { version: 1, swap: 75, description: "old" };

  it("goes on step by step from the file's version", () => {
    const now = { version: 3, zram: { sizePct: 75 }, description: "old, moved" };
    expect(migrate(old, made)).toEqual(now);
    expect(migrate({ ...now, version: 2, description: "old" }, made)).toEqual(now);
    expect(old).toEqual({ version: 1, swap: 75, description: "old" });
  });

  it("leaves alone what is of this version, of a later one, or of none", () => {
    for (const settings of [
      { version: 3 },
      { version: 9 },
      { version: "1" },
      { version: 0 },
      {},
      null,
      [1],
      "x",
    ])
      expect(migrate(settings, made)).toBe(settings);
  });

  it("has one step for each version before this one", () => {
    expect(migrations).toHaveLength(settingsVersion - 1);
    expect(draftMigrations).toHaveLength(draftVersion - 1);
  });
});

describe("presets that cannot be used", () => {
  const newer = `is of version 2, which a newer thinsmith wrote; this one (${version}) knows version 1: update thinsmith`;

  it("of a later version say so, by their file", async () => {
    const file = join(folder, "x.json");
    writeFileSync(file, '{"version": 2, "colour": "blue"}');
    await expect(readPresetFile(file)).rejects.toThrow(`${file} ${newer}`);
  });

  it("are listed with the reason", async () => {
    const presets = {
      good: { version: 1, name: "good" },
      newer: { version: 2 },
      typo: { version: 1, zram: { sizePc: 5 } },
      word: "x",
    };
    writeFileSync(join(folder, "presets.json"), JSON.stringify(presets));
    const own = (await listPresets()).filter(({ origin }) => origin === "own");
    expect(own.map((preset) => [preset.name, preset.problem])).toEqual([
      ["good", undefined],
      ["newer", newer],
      ["typo", undefined],
      ["word", "is not an object of settings"],
    ]);
    const problems = Object.fromEntries(own.map((preset) => [preset.name, problemOf(preset)]));
    expect(problems.good).toBeUndefined();
    expect(problems.newer).toBe(`the saved preset newer ${newer}`);
    expect(problems.typo).toContain("zram.sizePc: there is no such setting; did you mean zram.sizePct?");
    expect(problems.word).toContain("an object of settings");
    expect(() => settingsOf(own[1] as (typeof own)[number])).toThrow(newer);
  });

  it("and a file that holds none are refused, not taken for empty", async () => {
    for (const text of ["null", "[1]", '"x"']) {
      writeFileSync(join(folder, "presets.json"), text);
      await expect(listPresets()).rejects.toThrow(/presets\.json is not an object of presets/);
    }
  });

  it("name the file that a role lacks, and where it is looked for", () => {
    const naming = (role: string) => () => parseSettings({ version: 1, packages: { roles: [role] } });
    expect(naming("gamer")).toThrow(
      /"gamer" is not allowed; .* \(there is no gamer\.json in .+roles or roles\)/,
    );
    expect(naming("a b")).toThrow(/"a b" is not allowed; .* or xorg$/);
  });
});
