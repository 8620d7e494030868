import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkSource } from "../../../src/contents/check-source.ts";
import { packageSource } from "../../../src/contents/packages.ts";
import { downloadsOf, isFresh, noteFetched } from "../../../src/distributions/downloads.ts";
import { assign } from "../../../src/settings/assign.ts";
import { parseSettings, SettingsError } from "../../../src/settings/parse.ts";
import { putLists } from "../../support/lists.ts";

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "thinsmith-lists-"));
  vi.stubEnv("THINSMITH_CACHE", cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

const settingsOf = (...words: string[]) =>
  parseSettings(assign(parseSettings({ version: 1, name: "lab" }), words));
const issuesOf = (...words: string[]) =>
  checkSource(settingsOf(...words)).then(
    () => [],
    (error: unknown) => {
      if (error instanceof SettingsError)
        return error.issues.map(({ name, message }) => `${name}: ${message}`);
      throw error;
    },
  );

describe("packages, looked up in real lists", () => {
  beforeEach(() => putLists(cache));

  it("are found where they exist, under their own name or that of a single provider", async () => {
    const notes = await checkSource(settingsOf("packages.install+=vim,htop,mc,firefox-esr"));
    expect(notes).toEqual({ unchecked: [], removed: [] });
    // Only openssh-server provides it in these lists.
    expect(await issuesOf("packages.install+=ssh-server")).toEqual([]);
  });

  it.each([
    ["packages.install", "packages.install+=chromimum", "chromimum", /did you mean chromium/],
    ["packages.install", "packages.install+=vimm", "vimm", /did you mean vim[,?]/],
    ["packages.install", "packages.install+=firefox", "firefox", /did you mean firefox-esr/],
    ["packages.install", "packages.install+=gcc14", "gcc14", /did you mean gcc-14/],
    [
      "kernel.package",
      "kernel.package=linux-image-amd46",
      "linux-image-amd46",
      /did you mean linux-image-amd64\?/,
    ],
  ])("are named with the setting %s and the nearest names: %s", async (setting, word, name, nearest) => {
    const [issue, ...others] = await issuesOf(word);
    expect(others).toEqual([]);
    expect(issue).toContain(`${setting}: there is no package ${name} in Debian 13 trixie`);
    expect(issue).toMatch(nearest);
  });

  it("without a similar one are named alone", async () => {
    expect(await issuesOf("packages.install+=qqqqqqqqqqqq")).toEqual([
      "packages.install: there is no package qqqqqqqqqqqq in Debian 13 trixie",
    ]);
  });

  it("that several provide are refused, as apt does, with who does", async () => {
    expect(await issuesOf("packages.install+=x-display-manager")).toEqual([
      "packages.install: x-display-manager is only provided by others in Debian 13 trixie: choose gdm3, greetd or lightdm",
    ]);
  });

  it("of roles are named with the role", async () => {
    await putLists(cache, { suite: "bookworm" });
    expect(await issuesOf("base.suite=bookworm", "client.network=networkd", "packages.roles=rdp")).toEqual([
      "packages.roles: the role rdp: there is no package freerdp2-x11 in Debian 12 bookworm; did you mean freerdp3-x11?",
    ]);
  });

  it("to take out harm nothing, and are told", async () => {
    const settings = settingsOf("packages.remove+=nanno,vim-tiny", "exclude.packages+=btopp");
    expect((await checkSource(settings)).removed).toEqual([
      "exclude.packages: there is no package btopp in Debian 13 trixie; did you mean btop?",
      expect.stringMatching(/^packages\.remove: there is no package nanno in .* did you mean nano/),
    ]);
  });

  it("are not refused by lists of another mirror, or of too few components", async () => {
    const mirror = "base.mirror=http://10.0.0.7/debian";
    expect(await issuesOf(mirror, "packages.install+=site-tool")).toEqual([]);
    const { unchecked } = await checkSource(settingsOf(mirror, "packages.install+=site-tool"));
    expect(unchecked).toEqual([expect.stringMatching(/site-tool .*not complete/)]);
    await putLists(cache, { mirror: "10.0.0.7_debian", components: ["main"] });
    expect(await issuesOf(mirror, "packages.install+=site-tool")).toEqual([]);
    await putLists(cache, { mirror: "10.0.0.7_debian" });
    expect(await issuesOf(mirror, "packages.install+=site-tool")).toHaveLength(1);
  });

  it("are looked up once more in newer lists, unless these are of today", async () => {
    const source = packageSource(settingsOf());
    const stamp = async () => {
      await noteFetched(source);
      const name = (await readdir(downloadsOf("debian"))).find((one) => one.startsWith("fetched-trixie-"));
      return join(downloadsOf("debian"), name ?? "");
    };
    let fetched = 0;
    const fetchLists = async () => {
      fetched += 1;
      const lists = join(cache, "downloads/debian/lib/apt/lists");
      const added = "Package: brand-new\nVersion: 1\n\n";
      await writeFile(join(lists, "m_dists_trixie-updates_main_binary-amd64_Packages"), added);
    };
    const asked = settingsOf("packages.install+=brand-new");
    expect(await isFresh(source)).toBe(false);
    await checkSource(asked, fetchLists);
    expect(fetched).toBe(1);
    const wrong = settingsOf("packages.install+=brand-newer");
    const path = await stamp();
    await expect(checkSource(wrong, fetchLists)).rejects.toThrow("brand-new?");
    expect(fetched).toBe(1);
    const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(path, old, old);
    await expect(checkSource(wrong, fetchLists)).rejects.toThrow("brand-new?");
    expect(fetched).toBe(2);
    // Whoever has no network is told by what is here.
    const offline = () => Promise.reject(new Error("no network"));
    await expect(checkSource(wrong, offline)).rejects.toThrow("brand-new?");
  });

  it("of a box with sources of its own are not judged", async () => {
    const { unchecked } = await checkSource(
      settingsOf("base.builder=vagrant", "base.box=site/box", "packages.install+=site-tool"),
    );
    expect(unchecked).toEqual([expect.stringContaining("base.box")]);
  });
});

describe("without lists", () => {
  it("nothing is refused, and that is told", async () => {
    // A suite that the machine's own apt has no list of either.
    const { unchecked } = await checkSource(settingsOf("base.suite=wheezy", "packages.install+=chromimum"));
    expect(unchecked).toEqual([expect.stringMatching(/no package list of debian wheezy/)]);
  });
});

describe("suites", () => {
  let server: Server;
  let mirror: string;
  let status = 404;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.statusCode = request.url === "/debian/dists/site/Release" ? 200 : status;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    mirror = `base.mirror=http://127.0.0.1:${(server.address() as AddressInfo).port}/debian/`;
    status = 404;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  it.each(["trixy", "bookwrm", "bulseye"])("%s is a known one that is written wrong", async (suite) => {
    const [issue] = await issuesOf(`base.suite=${suite}`);
    expect(issue).toMatch(/^base\.suite: debian has no suite .*; did you mean (trixie|bookworm|bullseye)\?$/);
  });

  it.each(["trixie", "sid", "testing"])("%s is not asked for", async (suite) => {
    expect(await issuesOf(mirror, `base.suite=${suite}`)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("of a site's mirror are those that it has", async () => {
    expect(await issuesOf(mirror, "base.suite=site")).toEqual([]);
    expect(asked).toEqual(["HEAD /debian/dists/site/InRelease", "HEAD /debian/dists/site/Release"]);
    expect(await issuesOf(mirror, "base.suite=trixy")).toEqual([
      expect.stringMatching(/^base\.suite: the mirror http.* has no suite trixy; did you mean trixie\?$/),
    ]);
  });

  it.each([403, 500])("are not refused by a mirror that answers %i", async (answer) => {
    status = answer;
    const { unchecked } = await checkSource(settingsOf(mirror, "base.suite=trixy"));
    expect(unchecked).toEqual([expect.stringMatching(/suite trixy could not be checked/)]);
  });

  it("whose lists are here exist", async () => {
    await putLists(cache, { suite: "trixy" });
    expect(await issuesOf("base.suite=trixy", "packages.install+=vim")).toEqual([]);
  });
});
