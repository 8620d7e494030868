import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assign } from "../../../src/settings/assign.ts";
import { fields, settingsJsonSchema } from "../../../src/settings/fields.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { readPresetFile } from "../../../src/settings/presets.ts";
import { packageRoot } from "../../../src/system/paths.ts";
import { refusalOf } from "../../support/refusal.ts";

const presets = join(packageRoot(), "presets");

describe("settings", () => {
  it("are complete from the version alone, and stay the same when read again", () => {
    const settings = parseSettings({ version: 1 });
    expect(settings.base.suite).toBe("trixie");
    expect(parseSettings(settings)).toEqual(settings);
  });

  it.each([
    [{ zram: { sizePct: 250 } }, "zram.sizePct: 250 is not allowed; allowed: 0 to 200"],
    [{ zram: { sizePct: "much" } }, 'zram.sizePct: "much" is not allowed; allowed: 0 to 200'],
    [{ zram: { size: 50 } }, "zram.size: there is no such setting; did you mean zram.sizePct?"],
    [
      { rootfs: { compression: "bzip2" } },
      'rootfs.compression: "bzip2" is not allowed; allowed: zstd, xz, lz4 or gzip',
    ],
    [{ rootfs: { compression: "gzip", level: 15 } }, "rootfs.level: gzip has levels 1 to 9, not 15"],
    [{ client: { autologin: "yes" } }, 'client.autologin: "yes" is not allowed; allowed: true or false'],
    [
      { packages: { roles: ["gamer"] } },
      'packages.roles: "gamer" is not allowed; allowed: compute, console, ',
    ],
    [{ boot: 7 }, "boot: 7 is not allowed; allowed: a group of settings: boot.root, boot.rootProto, "],
  ])("name the setting and what is allowed: %j", (input, message) => {
    expect(refusalOf({ version: 1, ...input })).toContain(message);
  });

  it("are an object", () => {
    for (const input of [[1, 2], null, "x"])
      expect(refusalOf(input)).toMatch(/settings: .* is not allowed; allowed: an object of settings/);
  });

  it("list every mistake, not only the first", () => {
    const message = refusalOf({ version: 1, zram: { sizePct: -1 }, client: { user: "Root!" } });
    expect(message).toContain("2 mistakes");
    expect(message).toContain("zram.sizePct");
    expect(message).toContain("client.user");
  });

  const hostile = [
    "$(reboot)",
    "a b",
    "a;b",
    "a\nb",
    "-o",
    "a'b",
    'a"b',
    "a`b`",
    "a\0b",
    "../../etc",
    "a|b",
    "a&b",
    "",
  ];
  const stringFields: ((value: string) => unknown)[] = [
    (value) => ({ packages: { install: [value] } }),
    (value) => ({ packages: { remove: [value] } }),
    (value) => ({ exclude: { packages: [value] } }),
    (value) => ({ base: { suite: value } }),
    (value) => ({ base: { mirror: value } }),
    (value) => ({ kernel: { package: value } }),
    (value) => ({ client: { user: value } }),
    (value) => ({ client: { hostname: value } }),
    (value) => ({ client: { timezone: value } }),
    (value) => ({ client: { homeSize: value } }),
    (value) => ({ client: { passwordHash: value } }),
    (value) => ({ client: { ntpServers: [value] } }),
    (value) => ({ boot: { console: [value] } }),
    (value) => ({ name: value }),
  ];
  it.each(hostile)("refuse %j wherever it could reach a shell or a command line", (value) => {
    for (const field of stringFields)
      expect(refusalOf({ version: 1, ...(field(value) as object) })).not.toBe("");
  });
  it.each(["a b", "a\nb", "a'b", 'a"b', "a`b", "$(a)", "a\\b", ""])(
    "refuse %j as boot parameter, path and address",
    (value) => {
      for (const field of [
        { boot: { extra: [value] } },
        { exclude: { paths: [value] } },
        { boot: { rootUrl: value } },
      ]) {
        expect(refusalOf({ version: 1, ...field })).not.toBe("");
      }
    },
  );
  it.each(["../x", "a/../b", "-x", "a/ /b"])("refuse %j as an excluded path", (path) => {
    expect(refusalOf({ version: 1, exclude: { paths: [path] } })).toContain("exclude.paths");
  });

  it("know every setting by its dotted name", () => {
    expect(fields().get("zram.sizePct")).toMatchObject({ minimum: 0, maximum: 200 });
    expect(fields().get("packages.install")?.types).toContain("array");
  });
});

describe("--set", () => {
  const settings = parseSettings({ version: 1 });
  const set = (...words: string[]) => parseSettings(assign(settings, words));

  it("replaces, adds and takes away", () => {
    expect(set("zram.sizePct=75").zram.sizePct).toBe(75);
    expect(set("packages.install+=vim,git", "packages.install-=git").packages.install).toEqual(["vim"]);
    expect(set("exclude.paths-=usr/share/doc/*").exclude.paths).not.toContain("usr/share/doc/*");
    expect(set("client.autologin=false").client.autologin).toBe(false);
    expect(set("base.mirror=null").base.mirror).toBeNull();
    expect(set("boot.extra=quiet,a=b").boot.extra).toEqual(["quiet", "a=b"]);
  });

  it("leaves the settings that it begins with alone", () => {
    const before = structuredClone(settings);
    assign(settings, ["packages.install+=vim", "zram.sizePct=1"]);
    expect(settings).toEqual(before);
  });

  it.each([
    "zram.sizePct",
    "=5",
    "zram.sizePct+=5",
    "__proto__.x=1",
    "zram=5",
    "zram.sizePct=12abc",
    "nosuch.x=1",
  ])("refuses %s", (word) => {
    expect(() => set(word)).toThrow();
  });
});

describe("presets", () => {
  it("are valid, and their name is that of their file", async () => {
    const files = (await readdir(presets)).filter((file) => file !== "schema.json");
    expect(files).toContain("console.json");
    for (const file of files) {
      expect((await readPresetFile(join(presets, file))).name).toBe(file.replace(".json", ""));
    }
  });

  it("come with the schema that `preset schema` prints", async () => {
    expect(JSON.parse(await readFile(join(presets, "schema.json"), "utf8"))).toEqual(settingsJsonSchema());
  });
});
