import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { rowLine } from "../../../components/app/first/row-line.ts";
import { plainText } from "../../../components/charts/line.ts";
import { change } from "../../../src/settings/change.ts";
import { newDraft } from "../../../src/settings/drafts/draft.ts";
import { draftOfImage, excludeInDraft } from "../../../src/settings/drafts/exclude.ts";
import {
  copyDraft,
  DraftFile,
  deleteDraft,
  loadDraft,
  renameDraft,
} from "../../../src/settings/drafts/file.ts";
import { holdDraft } from "../../../src/settings/drafts/hold.ts";
import { listDrafts } from "../../../src/settings/drafts/list.ts";
import { draftFile, draftLock, draftVersion } from "../../../src/settings/drafts/stored.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { version } from "../../../src/system/version.ts";
import { waitFor } from "../../support/wait.ts";

const root = mkdtempSync(join(tmpdir(), "thinsmith-drafts-"));
const config = join(root, "config");
beforeAll(() => {
  vi.stubEnv("THINSMITH_CONFIG", config);
});
afterEach(() => rmSync(config, { recursive: true, force: true }));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const defaults = parseSettings({ version: 1 });
const called = (name: string, settings: Partial<Settings> = {}) =>
  newDraft("console", defaults, { ...defaults, ...settings, name });
const save = async (draft = called("shop")) => {
  const file = new DraftFile();
  const name = await file.save(draft);
  await file.close();
  return name;
};
const names = async () => (await listDrafts()).map(({ name }) => name).sort();

describe("drafts", () => {
  it("are there again after a crash, each under its name, and tell what was changed in them", async () => {
    expect(await listDrafts()).toEqual([]);
    const begun = called("shop");
    const changed = { ...begun.settings, description: "the shop's", zram: { ...defaults.zram, sizePct: 60 } };
    const shop = { ...begun, settings: changed, building: true, past: [defaults] };
    await save(shop);
    await save(called("lab"));
    expect(await names()).toEqual(["lab", "shop"]);
    expect(await loadDraft("shop")).toEqual(shop);
    const entry = (await listDrafts()).find(({ name }) => name === "shop");
    expect(entry).toEqual({
      ...{ name: "shop", file: draftFile("shop"), image: "shop", preset: "console" },
      // Description and zram: what it began with, such as its name, is no change.
      ...{ changes: 2, building: true, changedAt: expect.any(Number) },
    });
    expect(Math.abs(Date.now() - (entry?.changedAt ?? 0))).toBeLessThan(60_000);
  });

  it("of an image that was built have no preset", async () => {
    const { draft, file } = await draftOfImage({ ...defaults, name: "shop" });
    await file.save(draft);
    await file.close();
    expect(await loadDraft("shop")).toEqual(draft);
    expect(await listDrafts()).toMatchObject([{ name: "shop", changes: 0, preset: undefined }]);
  });

  it("tell which other process has them open, as a running build does", async () => {
    await save({ ...called("shop"), building: true });
    const own = await holdDraft("shop");
    expect(await listDrafts()).toMatchObject([{ building: true, heldBy: undefined }]);
    await own.release();
    const wizard = `echo $$ >"$1"; (exec 9>>"$1"; flock 9; echo taken; exec cat); true`;
    const other = spawn("sh", ["-c", wizard, "sh", draftLock("shop")]);
    await once(other.stdout, "data");
    const [held] = await listDrafts();
    expect(held).toMatchObject({ building: true, heldBy: other.pid });
    const line = held && plainText(rowLine({ kind: "draft", draft: held }, 80, 20));
    expect(line).toContain(`is being built by process ${other.pid}`);
    other.stdin.end();
    await once(other, "exit");
    expect(await listDrafts()).toMatchObject([{ building: true, heldBy: undefined }]);
  });

  it("leave no file but their own, and none when they are discarded", async () => {
    const file = new DraftFile();
    await file.save(called("shop"));
    expect(readdirSync(join(config, "drafts")).sort()).toEqual([".shop.lock", "shop.json"]);
    await file.discard();
    expect(readdirSync(join(config, "drafts"))).toEqual([]);
  });

  it("take no other draft's name: it gets a number", async () => {
    expect(await save()).toBe("shop");
    expect(await save()).toBe("shop-2");
    const held = await holdDraft("shop-3");
    // Somebody begins it in this moment.
    expect(await save()).toBe("shop-4");
    await held.release();
    const long = "x".repeat(64);
    expect(await save(called(long))).toBe(long);
    expect(await save(called(long))).toBe(`${"x".repeat(59)}-2`);
  });

  it("have no changes once they were built as they are, whatever they began with", async () => {
    const shop = called("shop", { description: "the shop's" });
    const changed = { ...shop.settings, description: "changed" };
    await save({ ...shop, settings: changed, unchanged: changed });
    expect(await listDrafts()).toMatchObject([{ changes: 0 }]);
    // What cannot be read of how it was built is no reason to refuse it.
    const stored = JSON.parse(readFileSync(draftFile("shop"), "utf8"));
    writeFileSync(draftFile("shop"), JSON.stringify({ ...stored, unchanged: { zram: 7 } }));
    expect((await loadDraft("shop")).unchanged).toEqual(defaults);
  });

  it("are on disk before they have their lock, which takes the start of a program: a crash loses nothing", async () => {
    const programs = join(root, "slow");
    mkdirSync(programs, { recursive: true });
    const go = join(root, "go");
    // The real flock, once it may go on.
    const wait = `while [ ! -e '${go}' ]; do sleep 0.05; done; rm '${go}'`;
    writeFileSync(join(programs, "flock"), `#!/bin/sh\n${wait}\nPATH="\${PATH#*:}" exec flock "$@"\n`, {
      mode: 0o755,
    });
    vi.stubEnv("PATH", `${programs}:${process.env.PATH}`);
    const file = new DraftFile();
    const first = file.save(called("shop"));
    await waitFor(() => existsSync(draftFile("shop")));
    writeFileSync(go, "");
    expect(await first).toBe("shop");
    // It is renamed, which needs the lock of the new name.
    const second = file.save(called("window", { description: "the window's" }));
    await waitFor(() => readFileSync(draftFile("shop"), "utf8").includes("the window's"));
    expect(existsSync(draftFile("window"))).toBe(false);
    writeFileSync(go, "");
    expect(await second).toBe("window");
    expect(await names()).toEqual(["window"]);
    await file.close();
    vi.stubEnv("PATH", process.env.PATH?.slice(programs.length + 1));
  });

  it("are held by one alone, also where the one before takes its lock file away in that moment", async () => {
    const programs = join(root, "programs");
    mkdirSync(programs, { recursive: true });
    // The real flock; the file goes between its opening and its locking, once.
    const lockFile = join(config, "drafts/.shop.lock");
    const script = `#!/bin/sh\n[ -e '${root}/once' ] || { : >'${root}/once'; rm '${lockFile}'; }\nPATH="\${PATH#*:}" exec flock "$@"\n`;
    writeFileSync(join(programs, "flock"), script, { mode: 0o755 });
    vi.stubEnv("PATH", `${programs}:${process.env.PATH}`);
    const held = await holdDraft("shop");
    expect(existsSync(join(root, "once"))).toBe(true);
    await expect(holdDraft("shop")).rejects.toThrow("already running");
    await held.release();
    expect(existsSync(lockFile)).toBe(false);
    vi.stubEnv("PATH", process.env.PATH?.slice(programs.length + 1));
  });

  it("get another name as they are worked on; the old one is gone", async () => {
    const file = new DraftFile();
    await file.save(called("shop"));
    expect(await file.save(called("window"))).toBe("window");
    expect(await names()).toEqual(["window"]);
    await file.close();
    expect(readdirSync(join(config, "drafts")).sort()).toEqual([".window.lock", "window.json"]);
  });

  it("are renamed, copied and deleted, unless they are open", async () => {
    await save();
    await renameDraft("shop", "window");
    expect(await copyDraft("window")).toBe("window-2");
    expect(await copyDraft("window", "spare")).toBe("spare");
    expect(await names()).toEqual(["spare", "window", "window-2"]);
    expect((await loadDraft("spare")).settings.name).toBe("shop");
    await expect(renameDraft("spare", "window")).rejects.toThrow("There is a draft window already.");
    await expect(renameDraft("spare", "../x")).rejects.toThrow('"../x" cannot be a draft\'s name.');
    await expect(copyDraft("spare", "A b")).rejects.toThrow("cannot be a draft's name");
    const held = await holdDraft("spare");
    const open = `A wizard with the draft spare is already running as process ${process.pid}.`;
    await expect(deleteDraft("spare")).rejects.toThrow(open);
    await expect(renameDraft("spare", "other")).rejects.toThrow(open);
    await held.release();
    await deleteDraft("spare");
    expect(await names()).toEqual(["window", "window-2"]);
  });
});

describe("drafts that cannot be read", () => {
  const put = (name: string, text: string) => {
    mkdirSync(join(config, "drafts"), { recursive: true });
    writeFileSync(draftFile(name), text);
  };
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  it.each([
    ["garbage", "{ broken", /garbage\.json is not JSON: /],
    ["empty", "", /empty\.json is not JSON: /],
    ["list", "[]", /list\.json is not a draft: it has no settings\./],
    ["bare", "{}", /bare\.json has no settings with a name\./],
    ["large", `"${"x".repeat(10 * 1024 * 1024)}"`, /large\.json is larger than any draft: 10485762 bytes\./],
    [
      "newer",
      JSON.stringify({ version: draftVersion + 1, settings: { name: "x" } }),
      new RegExp(
        `newer\\.json is of version 3, which a newer thinsmith wrote; this one \\(${version}\\) knows version 2`,
      ),
    ],
    ["deep", `{"version":2,"settings":{"name":"x","b":${deep(50_000)}},"original":{}}`, /deep\.json/],
  ])("%s: are listed with the reason, and stay as they are", async (name, text, reason) => {
    await save();
    put(name, text);
    expect(await names()).toEqual([name, "shop"].sort());
    const entry = (await listDrafts()).find((one) => one.name === name);
    expect(entry?.problem).toMatch(reason);
    await expect(loadDraft(name)).rejects.toThrow(/\w/);
    expect(readFileSync(draftFile(name), "utf8")).toBe(text);
    await deleteDraft(name);
    expect(await names()).toEqual(["shop"]);
  });

  it("name every mistake that somebody wrote into them", async () => {
    await save();
    const stored = JSON.parse(readFileSync(draftFile("shop"), "utf8"));
    stored.settings.zram = { sizePct: 900 };
    stored.settings.client = { user: "root" };
    put("shop", JSON.stringify(stored));
    await expect(loadDraft("shop")).rejects.toThrow(/^2 mistakes in the draft shop:[\s\S]*zram\.sizePct/);
    await expect(loadDraft("shop")).rejects.toThrow(/client\.user/);
  });

  it("are listed where a folder has a draft's name, or a file the drafts' folder's", async () => {
    mkdirSync(draftFile("folder"), { recursive: true });
    expect(await listDrafts()).toMatchObject([
      { name: "folder", problem: expect.stringContaining("EISDIR") },
    ]);
    rmSync(join(config, "drafts"), { recursive: true });
    writeFileSync(join(config, "drafts"), "");
    expect(await listDrafts()).toMatchObject([{ problem: expect.stringContaining("Cannot read ") }]);
  });

  it("are named, too, when they are 0.1.0's, whatever is in them", async () => {
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, "draft.json"), "{ broken");
    expect(await listDrafts()).toMatchObject([
      { name: "draft", problem: expect.stringContaining("not JSON") },
    ]);
    expect(readFileSync(draftFile("draft"), "utf8")).toBe("{ broken");
    writeFileSync(join(config, "draft.json"), '{"settings": {"name": "../../up"}}');
    expect(await names()).toEqual(["draft", "draft-2"]);
  });
});

describe("leaving something out of an image's next build", () => {
  const paths = async (name: string) => (await loadDraft(name)).settings.exclude.paths;
  const built = { ...defaults, name: "shop" };

  it("begins a draft, goes on with it, and says when it is left out already", async () => {
    expect(await excludeInDraft(built, "usr/share/games")).toContain("in the draft of shop");
    expect(await paths("shop")).toEqual([...defaults.exclude.paths, "usr/share/games"]);
    await excludeInDraft(built, "usr/share/icons");
    expect((await paths("shop")).slice(-2)).toEqual(["usr/share/games", "usr/share/icons"]);
    expect(await excludeInDraft(built, "usr/share/icons")).toContain("already");
    expect(await names()).toEqual(["shop"]);
  });

  it("takes the image's draft whatever that is called, and no other", async () => {
    await save();
    await renameDraft("shop", "window");
    await save(called("lab"));
    await excludeInDraft(built, "usr/share/games");
    expect(await names()).toEqual(["lab", "window"]);
    expect(await paths("window")).toContain("usr/share/games");
    expect(await paths("lab")).not.toContain("usr/share/games");
  });

  it("changes nothing in a draft that is open in a wizard", async () => {
    await save();
    const held = await holdDraft("shop");
    await expect(excludeInDraft(built, "usr/share/games")).rejects.toThrow(/already running/);
    await held.release();
    expect(await paths("shop")).toEqual(defaults.exclude.paths);
  });

  it("refuses what no image can start without, and leaves no draft", async () => {
    await expect(excludeInDraft(built, "usr/*")).rejects.toThrow(
      "usr/* cannot be left out: the image cannot start without usr.",
    );
    expect(existsSync(draftFile("shop"))).toBe(false);
  });

  it("refuses what is no path, and leaves no draft", async () => {
    await expect(excludeInDraft(built, "../x")).rejects.toThrow(/\w/);
    expect(existsSync(draftFile("shop"))).toBe(false);
    expect(change(defaults, "exclude.paths", ["../x"]).problem).toBeDefined();
  });
});
