import { describe, expect, it } from "vitest";
import { moreExcludes, usualExcludes } from "../../../src/catalog/excludes.ts";
import { roleLabels } from "../../../src/catalog/roles.ts";
import { assign } from "../../../src/settings/assign.ts";
import { change } from "../../../src/settings/change.ts";
import { differences, settingValue, setWords } from "../../../src/settings/difference.ts";
import { fields } from "../../../src/settings/fields.ts";
import { applies, meantBy, offeredIn, sortedIn } from "../../../src/settings/offered.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { steps } from "../../../src/settings/steps.ts";
import { itemOf, itemText, valueIn, valueText } from "../../../src/settings/text-form.ts";
import { adviceOn, warningsOf } from "../../../src/settings/warnings.ts";

const defaults = parseSettings({ version: 1 });
const changed = (name: string, value: unknown, from = defaults): Settings => {
  const { settings, problem } = change(from, name, value);
  if (!settings) throw new Error(problem);
  return settings;
};

describe("the wizard's steps", () => {
  it("have every setting of the schema once, but for those that are hidden", () => {
    const offered = steps.flatMap(offeredIn).map(({ name }) => name);
    const chosen = [...fields().values()].filter(({ hidden }) => !hidden).map(({ name }) => name);
    expect([...offered].sort()).toEqual(chosen.sort());
  });

  it("explain every value that there is a fixed set of", () => {
    for (const { name, values } of steps.flatMap(offeredIn)) {
      const { choices, itemChoices } = fields().get(name) ?? { choices: [], itemChoices: [] };
      const known = [...choices, ...itemChoices].filter((value) => value !== null && value !== "auto");
      if (known.length > 1) expect(Object.keys(values ?? {}), name).toEqual(expect.arrayContaining(known));
    }
  });
});

describe("a step's settings", () => {
  it("have labels that tell them apart, and help of at most three lines", () => {
    for (const step of steps) {
      const shown = offeredIn(step);
      expect(new Set(shown.map(({ label }) => label)).size, step.name).toBe(shown.length);
    }
    const labels = steps.flatMap(offeredIn).map(({ label }) => label);
    expect(labels.filter((label) => label === "drivers")).toEqual([]);
    for (const { name, help } of fields().values()) expect(help.length, name).toBeLessThan(3 * 75);
  });

  it("are offered under conditions that name settings and values of the schema", () => {
    const valuesOf = (name: string) => {
      const { choices, types } = fields().get(name) ?? {};
      return types?.includes("boolean") ? ["true", "false"] : choices;
    };
    for (const { name, when = {} } of fields().values())
      for (const [other, values] of Object.entries(when))
        expect(valuesOf(other), name).toEqual(expect.arrayContaining([...values]));
    const offered = (settings: Settings) =>
      steps.flatMap(offeredIn).filter((field) => applies(field, settings));
    const names = (settings: Settings) => offered(settings).map(({ name }) => name);
    const vagrant = changed("base.builder", "vagrant");
    expect(names(defaults)).not.toContain("machines.memory");
    expect(names(vagrant)).toEqual(expect.arrayContaining(["machines.memory", "machines.driver"]));
    expect(names(defaults)).toContain("rootfs.level");
    expect(names(changed("rootfs.compression", "xz"))).not.toContain("rootfs.level");
    expect(names(defaults)).not.toContain("boot.rollbackIndex");
    expect(names(changed("boot.uki", true))).toContain("boot.rollbackIndex");
    expect(names(changed("base.provider", "virtualbox", vagrant))).not.toContain("machines.driver");
  });
});

describe("changing a setting", () => {
  it("takes what the schema allows, and says in words what is wrong with the rest", () => {
    expect(changed("zram.sizePct", 75).zram.sizePct).toBe(75);
    expect(change(defaults, "zram.sizePct", 900).problem).toBe("900 is not allowed; allowed: 0 to 200");
    expect(change(defaults, "packages.install", ["Bad Name"]).problem).toContain("a package name");
    expect(change(defaults, "client.hostname", "a b").problem).toContain("a host name");
    expect(change(defaults, "client.timezone", "Europe/Wien").problem).toContain("no time zone");
    expect(change(defaults, "exclude.paths", ["../etc"]).problem).toContain("a path in the image");
    expect(change(defaults, "boot.rootUrl", "http://a b").problem).toContain("without spaces");
    expect(change(defaults, "client.homeSize", "lots").problem).toContain("a size such as 512M");
  });

  it("takes along what has to follow", () => {
    const ubuntu = changed("base.suite", "noble");
    expect(ubuntu.base.distribution).toBe("ubuntu");
    expect(changed("base.suite", "bookworm", ubuntu).base.distribution).toBe("debian");
    const small = changed("rootfs.level", 22);
    expect(changed("rootfs.compression", "gzip", small).rootfs.level).toBe(9);
  });

  it("leaves the settings as they were", () => {
    const before = JSON.stringify(defaults);
    change(defaults, "packages.install", ["vim"]);
    expect(JSON.stringify(defaults)).toBe(before);
  });
});

describe("the command line of a draft", () => {
  const drafts: Record<string, Settings> = {
    nothing: defaults,
    numbers: changed("boot.retry", 60, changed("zram.sizePct", 0)),
    lists: changed("packages.install", ["vim", "htop"], changed("exclude.paths", ["tmp/*"])),
    "a longer list": changed("exclude.paths", [...defaults.exclude.paths, "usr/share/locale/*"]),
    "an empty list": changed("packages.roles", []),
    "commas in a list": changed("boot.console", ["ttyS1,115200n8"]),
    objects: changed("client.rdpServers", [{ name: "office", host: "ts1", port: 3390, options: ["/f"] }]),
    none: changed("boot.homeUrl", null),
    words: changed("description", 'it\'s a $(test) of "quotes"'),
    "another suite": changed("base.suite", "noble"),
    switches: changed("client.autologin", false, changed("boot.initrdDebug", true)),
  };
  it.each(Object.keys(drafts))("makes the same settings again: %s", (name) => {
    const draft = drafts[name] as Settings;
    expect(parseSettings(assign(defaults, setWords(defaults, draft)))).toEqual(draft);
    expect(differences(draft, draft)).toEqual([]);
  });
});

describe("values as lines of text", () => {
  it("come back as they were", () => {
    const server = { name: "office", host: "ts1", port: 3389, options: ["/f", "/size:1x1"] };
    expect(itemText("client.rdpServers", server)).toBe("office:ts1:3389:/f /size:1x1");
    expect(itemOf("client.rdpServers", "office:ts1:3389:/f /size:1x1")).toEqual(server);
    expect(changed("client.rdpServers", [itemOf("client.rdpServers", "b:ts2")]).client.rdpServers).toEqual([
      { name: "b", host: "ts2", port: 3389, options: [] },
    ]);
    expect(valueIn("client.shutdownTime", "")).toBeNull();
    expect(valueText(null)).toBe("");
    expect(valueIn("zram.sizePct", " 75 ")).toBe(75);
    expect(valueIn("zram.devices", "auto")).toBe("auto");
    expect(settingValue(defaults, "zram.sizePct")).toBe(50);
  });
});

describe("settings that only some roles read", () => {
  const client = steps.find(({ name }) => name === "client");
  if (!client) throw new Error("there is no such step");
  const namesFor = (...roles: string[]) => {
    const { used, unused } = sortedIn(client, parseSettings({ version: 1, packages: { roles } }));
    return [used, unused].map((fields) => fields.map(({ name }) => name)) as [string[], string[]];
  };
  it("come first where one is chosen, and are apart where none is", () => {
    const [used, unused] = namesFor("kiosk");
    expect(used[0]).toBe("client.kioskUrl");
    expect(used.indexOf("client.keyboard")).toBeLessThan(used.indexOf("client.user"));
    expect(unused).toContain("client.rdpServers");
    const [console_, folded] = namesFor("console");
    expect(console_[0]).toBe("client.user");
    expect(folded).toEqual(expect.arrayContaining(["client.kioskUrl", "client.keyboard", ...unused]));
    expect(namesFor("rdp", "jwm")[0]).toContain("client.rdpServers");
  });

  it("are named by roles that there are", () => {
    const readers = [...fields().values()].flatMap(({ usedBy = [] }) => usedBy);
    expect(readers.filter((name) => name !== "session" && !(name in roleLabels))).toEqual([]);
  });
});

describe("settings that offer values", () => {
  it("take what they offer, the value of a new image among it", () => {
    for (const { name, offers } of fields().values()) {
      if (!offers) continue;
      const offered = Object.keys(offers());
      expect([name, offered.includes(String(settingValue(defaults, name)))]).toEqual([name, true]);
      const refused = offered.slice(0, 9).filter((value) => change(defaults, name, value).problem);
      expect([name, refused]).toEqual([name, []]);
    }
  });
});

describe("a known value", () => {
  it("is meant by itself, by its name, and by how that begins", () => {
    const known = { at: "German (Austria)", de: "German", gb: "English (UK)", other: "" };
    expect(["de", "German", "english", "swiss", "", "toString"].map((text) => meantBy(text, known))).toEqual([
      ...["de", "de", "gb", undefined, undefined, undefined],
    ]);
  });
});

describe("warnings", () => {
  it("name the layout that the name of a keyboard means, where a client has a screen", () => {
    const told = (keyboard: string, ...roles: string[]) =>
      adviceOn(parseSettings({ version: 1, packages: { roles }, client: { keyboard } })).filter(
        ({ setting }) => setting === "client.keyboard",
      );
    expect(told("german", "kiosk").map(({ says }) => says)).toEqual([
      expect.stringMatching(/^german is not in xkb's list of keyboard layouts; de is German(y)?\.$/),
    ]);
    expect(told("swiss", "kiosk").map(({ says }) => says)).toEqual([
      "swiss is not in xkb's list of keyboard layouts.",
    ]);
    expect([told("de", "kiosk"), told("de:nodeadkeys", "kiosk"), told("german", "console")]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it("name what is allowed, but probably not meant", () => {
    expect(warningsOf(defaults)).toEqual([]);
    expect(warningsOf(changed("client.autologin", false))).toEqual([
      expect.stringContaining("Nobody can log in"),
    ]);
    expect(warningsOf(changed("kernel.firmware", []))).toEqual([expect.stringContaining("No firmware")]);
    expect(warningsOf(changed("boot.rollbackIndex", 1))).toEqual([
      expect.stringContaining("boot.rollbackIndex has no effect"),
    ]);
  });

  it.each([
    ["usr/*", "usr"],
    ["usr", "usr"],
    ["usr/bin/*", "usr/bin"],
    ["usr/sb?n", "usr/sbin"],
    ["etc/*", "etc"],
    ["lib", "lib"],
    ["*", "usr"],
    ["usr/lib/systemd/*", "usr/lib/systemd"],
  ])("say that no image can start without what %s leaves out", (pattern, lost) => {
    expect(warningsOf(changed("exclude.paths", [pattern]))).toEqual([
      `The image cannot start without ${lost}, which ${pattern} leaves out.`,
    ]);
  });

  it("say nothing of what an image can be without", () => {
    const paths = [
      ...Object.keys(usualExcludes),
      ...Object.keys(moreExcludes),
      "usr/bin/vim",
      "etc/motd",
      "usr/l*/games",
    ];
    expect(warningsOf(changed("exclude.paths", paths))).toEqual([]);
  });

  it("each name the setting that would change it", () => {
    const settings = parseSettings({
      ...{ version: 1, client: { autologin: false }, kernel: { firmware: [] }, zram: { sizePct: 0 } },
      ...{
        boot: { initrdDebug: true, rootUrl: "http://a/r", caFile: "/ca.pem" },
        packages: { roles: ["kiosk"] },
      },
    });
    const said = adviceOn(settings);
    expect(said.length).toBeGreaterThan(5);
    for (const { says, setting } of said) expect([says, fields().has(setting)]).toEqual([says, true]);
    expect(said.find(({ says }) => says.includes("has no page"))?.setting).toBe("client.kioskUrl");
  });

  it("tell what a role lacks, and what it does not get along with", () => {
    const told = (packages: object, client: object = {}) =>
      warningsOf(parseSettings({ version: 1, packages, client })).join();
    expect(told({ roles: ["kiosk"] })).toMatch(/has no page/);
    expect(told({ roles: ["rdp"] })).toMatch(/need a screen/);
    expect(told({ roles: ["compute"] })).toMatch(/client\.sshKeys is empty/);
    expect(told({ roles: ["rdp", "jwm"], install: ["lightdm"] })).toMatch(
      /^The display manager does not start/,
    );
    expect(told({ roles: ["console"], install: ["lightdm"] })).toBe("");
    expect(told({ roles: ["jwm"], install: ["lightdm"] }, { autologin: false })).not.toMatch(
      /display manager/,
    );
  });
});
