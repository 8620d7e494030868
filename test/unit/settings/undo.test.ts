import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { change } from "../../../src/settings/change.ts";
import { changeWords } from "../../../src/settings/change-words.ts";
import { type Draft, newDraft } from "../../../src/settings/drafts/draft.ts";
import { excludeInDraft, turnInDraft } from "../../../src/settings/drafts/exclude.ts";
import { DraftFile, loadDraft } from "../../../src/settings/drafts/file.ts";
import { mostSteps, record } from "../../../src/settings/drafts/history.ts";
import { draftFile } from "../../../src/settings/drafts/stored.ts";
import { nextTurns, redo, turnWords, undo } from "../../../src/settings/drafts/undo.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";

const defaults = parseSettings({ version: 1 });
const changed = (name: string, value: unknown, from: Settings = defaults): Settings => {
  const { settings, problem } = change(from, name, value);
  if (!settings) throw new Error(problem);
  return settings;
};
const beginning = newDraft("console", defaults);
/** A draft after changes, one by one. */
const changedBy = (...changes: readonly (readonly [string, unknown])[]): Draft =>
  changes.reduce((draft, [name, value]) => record(draft, changed(name, value, draft.settings)), beginning);
const turned = (result: ReturnType<typeof undo>) => {
  if (!result) throw new Error("nothing to turn");
  return result;
};

describe("the name of a change", () => {
  const words = (name: string, value: unknown, from = defaults) =>
    changeWords(from, changed(name, value, from));
  const withTools = changed("packages.install", ["vim", "htop"]);

  it("has the setting's label, and both values", () => {
    expect(words("zram.sizePct", 60)).toBe("zram size 50 -> 60");
    expect(words("client.autologin", false)).toBe("autologin yes -> no");
    expect(words("description", "for the window")).toBe("description none -> for the window");
  });

  it("tells what was added to a list, and what was removed", () => {
    expect(words("packages.install", ["vim"])).toBe("add vim to install");
    expect(words("packages.install", ["htop"], withTools)).toBe("remove vim from install");
    expect(words("packages.install", [], withTools)).toBe("remove vim, htop from install");
    expect(words("packages.install", ["a1", "b1", "c1"])).toBe("add 3 entries to install");
    expect(words("packages.install", ["nano", "htop"], withTools)).toBe("install vim -> nano");
    expect(words("packages.install", ["htop", "vim"], withTools)).toBe("the order of install");
  });

  it("counts what changed with it, but not what a person did not change", () => {
    const both = changed("client.user", "guest", changed("zram.sizePct", 60));
    expect(changeWords(defaults, both)).toBe("zram size 50 -> 60 and 1 more");
    expect(words("base.suite", "noble")).toBe("suite trixie -> noble");
    expect(changeWords(defaults, defaults)).toBe("");
  });

  it("is short, and harmless, whatever somebody wrote into the file", () => {
    const hostile = {
      name: "\x1b[31mred\x07",
      packages: { install: "x".repeat(5000), roles: [{ a: [] }, null] },
    };
    const said = changeWords(hostile, defaults);
    expect(said).not.toMatch(/[\x00-\x1f]/);
    expect(said.length).toBeLessThan(100);
    expect(changeWords({ packages: { install: ["x".repeat(5000)] } }, {}).length).toBeLessThan(100);
    expect(changeWords({ serve: { clients: [null, 7] } }, { serve: { clients: [] } })).toMatch(
      /^remove null/,
    );
  });
});

describe("undo", () => {
  it("takes back changes one by one, and redo makes them again", () => {
    const draft = changedBy(["packages.install", ["vim"]], ["zram.sizePct", 60]);
    expect(nextTurns(draft)).toEqual({ undo: "zram size 50 -> 60" });
    const once = turned(undo(draft));
    expect(turnWords("undo", once)).toBe("undo: zram size 50 -> 60");
    expect(once.draft.settings).toEqual(changed("packages.install", ["vim"]));
    expect(nextTurns(once.draft)).toEqual({ undo: "add vim to install", redo: "zram size 50 -> 60" });
    const twice = turned(undo(once.draft));
    expect(twice.draft.settings).toEqual(defaults);
    expect(undo(twice.draft)).toBeUndefined();
    const again = turned(redo(turned(redo(twice.draft)).draft));
    expect(turnWords("redo", again)).toBe("redo: zram size 50 -> 60");
    expect(again.draft).toEqual(draft);
    expect(redo(again.draft)).toBeUndefined();
  });

  it("has nothing to redo after another change", () => {
    const back = turned(undo(changedBy(["zram.sizePct", 60]))).draft;
    expect(redo(record(back, changed("packages.install", ["vim"])))).toBeUndefined();
  });

  it("takes back the steps of a slider together; back where it was, it has changed nothing", () => {
    let draft = changedBy(["packages.install", ["vim"]]);
    const to = (sizePct: number, goesOn: boolean) => {
      draft = record(draft, changed("zram.sizePct", sizePct, draft.settings), goesOn);
    };
    to(55, false);
    to(60, true);
    to(65, true);
    expect(nextTurns(draft).undo).toBe("zram size 50 -> 65");
    to(50, true);
    expect(nextTurns(draft).undo).toBe("add vim to install");
    expect(draft.past).toHaveLength(1);
  });

  it("brings back the whole settings after the base was changed", () => {
    const debian = changedBy(["packages.install", ["vim"]]).settings;
    const draft = record(newDraft("console", defaults, debian), changed("base.suite", "noble", debian));
    expect(draft.settings.base).toMatchObject({ distribution: "ubuntu", suite: "noble" });
    const { draft: back, what } = turned(undo(draft));
    expect(what).toBe("suite trixie -> noble");
    expect(back.settings).toEqual(debian);
  });

  it("says what the schema cannot read any more, and gives it its default", () => {
    const old = { ...defaults, zram: { ...defaults.zram, sizePct: 900 }, gone: { setting: 1 } };
    const result = turned(undo({ ...beginning, settings: changed("client.autologin", false), past: [old] }));
    expect(result.draft.settings).toEqual(defaults);
    expect(result.lost.join()).toMatch(/gone.*zram\.sizePct|zram\.sizePct.*gone/);
    expect(turnWords("undo", result)).toMatch(/; cannot be read, and has its default: .*zram\.sizePct/);
    const newer = turned(undo({ ...beginning, past: [{ ...defaults, version: 9, name: "x" }] }));
    expect(newer.draft.settings.name).toBe("x");
    expect(newer.lost).toEqual(["version"]);
  });

  it("remembers so many changes", () => {
    let draft = beginning;
    for (let step = 0; step < mostSteps + 20; step += 1)
      draft = record(draft, { ...draft.settings, description: `step ${step}` });
    expect(draft.past).toHaveLength(mostSteps);
    expect(draft.past.at(-1)).toMatchObject({ description: `step ${mostSteps + 18}` });
  });
});

describe("the past of a draft on disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "thinsmith-undo-"));
  beforeAll(() => {
    vi.stubEnv("THINSMITH_CONFIG", folder);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const kept = async (draft: Draft): Promise<Draft> => {
    const file = new DraftFile();
    const name = await file.save(draft);
    await file.close();
    const loaded = await loadDraft(name);
    rmSync(draftFile(name));
    return loaded;
  };

  it("is there again", async () => {
    const draft = turned(undo(changedBy(["packages.install", ["vim"]], ["zram.sizePct", 60]))).draft;
    expect(await kept(draft)).toEqual(draft);
  });

  it("is as large as is useful: the oldest changes go", async () => {
    const packages = Array.from({ length: 1000 }, (_, index) => `package-${index}`);
    let draft = changedBy(["packages.install", packages]);
    for (let step = 0; step < 60; step += 1)
      draft = record(draft, { ...draft.settings, description: `step ${step}` });
    const file = new DraftFile();
    await file.save(draft);
    expect(statSync(draftFile("console")).size).toBeLessThan(400 * 1024);
    await file.close();
    const { past } = await loadDraft("console");
    expect(past.length).toBeGreaterThan(5);
    expect(past).toEqual(draft.past.slice(-past.length));
    rmSync(draftFile("console"));
  });

  it("is what can be read of it, whatever somebody wrote there", async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const text = JSON.stringify({ version: 2, preset: "console", original: defaults, settings: defaults });
    const past = `[1, "x", null, [], {}, ${deep}, {"zram": {"sizePct": 70}}]`;
    writeFileSync(draftFile("console"), text.replace(/}$/, `, "past": ${past}, "future": {"a": 1}}`));
    const draft = await loadDraft("console");
    expect(draft.past).toEqual([{ zram: { sizePct: 70 } }]);
    expect(draft.future).toEqual([]);
    const { settings } = turned(undo(draft)).draft;
    expect(settings.zram.sizePct).toBe(70);
    rmSync(draftFile("console"));
  });

  it("has what the explorer left out, which it takes back itself, and nothing else", async () => {
    const built = { ...defaults, name: "shop" };
    const paths = async () => (await loadDraft("shop")).settings.exclude.paths;
    await excludeInDraft(built, "usr/share/games");
    await excludeInDraft(built, "usr/share/icons");
    expect(await turnInDraft(built, "undo")).toBe("undo: add usr/share/icons to directories");
    expect(await turnInDraft(built, "undo")).toBe("undo: add usr/share/games to directories");
    expect(await turnInDraft(built, "undo")).toBe("nothing to undo");
    expect(await paths()).toEqual(defaults.exclude.paths);
    expect(await turnInDraft(built, "redo")).toBe("redo: add usr/share/games to directories");
    expect(await paths()).toContain("usr/share/games");
    const file = JSON.parse(readFileSync(draftFile("shop"), "utf8"));
    const settings = changed("zram.sizePct", 60, file.settings);
    writeFileSync(draftFile("shop"), JSON.stringify({ ...file, settings, past: [file.settings] }));
    expect(await turnInDraft(built, "undo")).toMatch(/draft shop is another: zram size 50 -> 60/);
    expect((await loadDraft("shop")).settings.zram.sizePct).toBe(60);
  });
});
