import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { packageSource } from "../../../src/contents/packages.ts";
import { findPackageLists } from "../../../src/distributions/debian/lists/find.ts";
import { loadPackageIndex } from "../../../src/distributions/debian/lists/load.ts";
import { limits, PackagesParser } from "../../../src/distributions/debian/lists/parser.ts";
import { parseRelations } from "../../../src/distributions/debian/lists/relations.ts";
import { compareVersions } from "../../../src/distributions/debian/lists/version.ts";
import { closureOf } from "../../../src/distributions/package-index/closure.ts";
import type { IndexedPackage } from "../../../src/distributions/package-index/package.ts";
import {
  type PackageIndex,
  PackageIndexBuilder,
} from "../../../src/distributions/package-index/package-index.ts";
import { searchPackages } from "../../../src/distributions/package-index/search.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

/** Parses a text in chunks of so many bytes. */
const parse = (text: string | Buffer, chunk = 1_000_000): IndexedPackage[] => {
  const found: IndexedPackage[] = [];
  const parser = new PackagesParser((one) => found.push(one));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunk) parser.write(bytes.subarray(at, at + chunk));
  parser.end();
  return found;
};

const indexOf = (text: string): Promise<PackageIndex> => {
  const builder = new PackageIndexBuilder(compareVersions, "apt");
  for (const found of parse(text)) builder.add(found);
  return builder.finish();
};

const stanza = (name: string, more: Record<string, string> = {}): string =>
  `${Object.entries({ Package: name, Version: "1", "Installed-Size": "10", Size: "1000", ...more })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("")}\n`;

const names = (packages: Iterable<IndexedPackage>): string[] => [...packages].map(({ name }) => name);

const whole = `Package: curl
Source: curl-source (8)
Version: 8.14.1-2
Installed-Size: 507
Architecture: amd64
Provides: url-fetcher (= 1), other
Depends: libc6 (>= 2.34), libcurl4t64 (= 8.14.1-2) | libcurl-any,
 zlib1g:any
Pre-Depends: dpkg (>= 1.15.6~)
Description: command line tool for URLs
 A second line that is not kept.
Tag: role::program,
 network::client
Section: web
Priority: optional
Filename: pool/main/c/curl/curl_8.14.1-2_amd64.deb
Size: 269804

Package: dpkg
Version: 1.22
Essential: yes
Priority: required
`;

describe("parser", () => {
  it.each([1, 7, 100, 1_000_000])("reads stanzas that come in chunks of %i bytes", (chunk) => {
    const [curl, dpkg, ...others] = parse(whole, chunk);
    expect(others).toEqual([]);
    expect(curl).toMatchObject({
      name: "curl",
      version: "8.14.1-2",
      section: "web",
      priority: "optional",
      essential: false,
      installedKiB: 507,
      downloadBytes: 269804,
      description: "command line tool for URLs",
      provides: ["url-fetcher", "other"],
      depends: [["dpkg"], ["libc6"], ["libcurl4t64", "libcurl-any"], ["zlib1g"]],
    });
    expect(dpkg).toMatchObject({ name: "dpkg", essential: true, priority: "required", installedKiB: 0 });
  });

  it("takes lines that end in a carriage return, and a last line that does not end", () => {
    expect(parse(whole.replaceAll("\n", "\r\n").trimEnd())).toEqual(parse(whole));
    expect(names(parse(whole))).toEqual(["curl", "dpkg"]);
  });

  it.each([
    ["no name", stanza("x1").replace(/^Package.*\n/, "")],
    ["no version", stanza("x1").replace(/^Version.*\n/m, "")],
    ["a name that is none", stanza("../x1")],
    ["a name that would be an option", stanza("-x1")],
    ["a size that is none", stanza("x1", { Size: "-1" })],
    ["a size beyond reason", stanza("x1", { "Installed-Size": "9".repeat(30) })],
    ["a field twice", stanza("x1").replace(/^(Size.*\n)/m, "$1$1")],
    ["a line too long", stanza("x1", { Tag: "x".repeat(limits.lineBytes) })],
    [
      "a relation folded into one too long",
      stanza("x1", { Depends: `a1${`,\n ${"b".repeat(9999)}`.repeat(99)}` }),
    ],
    ["too many lines", stanza("x1", { Tag: `a${"\n a".repeat(limits.linesOfStanza)}` })],
    ["a first line that continues nothing", ` x\n${stanza("x1")}`],
  ])("leaves out a stanza with %s, and reads the next", (_, bad) => {
    const text = `${stanza("before")}${bad}${stanza("after")}`;
    expect(names(parse(text))).toEqual(["before", "after"]);
    expect(names(parse(text, 4096))).toEqual(["before", "after"]);
    // The stanza is one that would else be read.
    expect(names(parse(stanza("x1")))).toEqual(["x1"]);
  });

  it("keeps texts harmless and short", () => {
    const [found] = parse(
      stanza("x1", { Description: `\x1b[31mred \x07\u202etxet \x9b2J${"ä".repeat(500)}` }),
    );
    expect(found?.description).toMatch(/^red txet ä+$/);
    expect(Buffer.byteLength(found?.description ?? "")).toBeLessThanOrEqual(limits.descriptionBytes);
    expect(found?.description).not.toContain("\ufffd");
    expect(parse(stanza("x1", { Section: "\x1b]0;title\x07net" }))[0]?.section).toBe("net");
  });

  it("ignores what comes when there are too many packages, bytes or virtual packages", () => {
    const usual = { ...limits };
    const text = Array.from({ length: 9 }, (_, at) => stanza(`x${at}`, { Provides: "v1, v2" })).join("");
    const within = (less: Partial<typeof limits>) => {
      Object.assign(limits, less);
      try {
        return parse(text, 10);
      } finally {
        Object.assign(limits, usual);
      }
    };
    expect(names(within({ packages: 3 }))).toEqual(["x0", "x1", "x2"]);
    expect(names(within({ totalBytes: text.length / 2 }))).toEqual(["x0", "x1", "x2", "x3"]);
    expect(within({ provided: 4 }).flatMap(({ provides }) => provides)).toHaveLength(4);
    expect(within({}).flatMap(({ provides }) => provides)).toHaveLength(18);
  });

  it("does not throw and stays within its limits, whatever it reads", () => {
    let seed = 20_261_123;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const pieces = [
      "\n",
      "\n\n",
      ":",
      " ",
      "\t",
      "\r",
      ",",
      "|",
      "(",
      "\0",
      "\x1b[2J",
      "\xff",
      "ä",
      "Package: ",
      "Version: 1\n",
      "Depends: ",
      "Size: ",
    ];
    let read = 0;
    for (let round = 0; round < 2000; round += 1) {
      let bytes = Buffer.from(whole);
      for (let change = random(8) + 1; change > 0; change -= 1) {
        const at = random(bytes.length + 1);
        const piece = Buffer.from(
          (pieces[random(pieces.length)] as string).repeat(random(20) === 0 ? 400 : 1),
          "latin1",
        );
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random(30))]);
      }
      for (const { name, description, depends, provides, installedKiB } of parse(bytes, random(200) + 1)) {
        read += 1;
        for (const each of [name, ...provides, ...depends.flat()])
          expect(each).toMatch(/^[a-z0-9][a-z0-9+.-]+$/);
        expect(description).toMatch(/^[^\x00-\x1f\x7f-\x9f]{0,200}$/);
        expect(Number.isSafeInteger(installedKiB)).toBe(true);
      }
    }
    expect(read).toBeGreaterThan(1000);
  });
});

describe("relations", () => {
  it.each([
    ["a1", [["a1"]]],
    [" a1 (>= 1:2~) ,b1:any|c1 [amd64] <!nocheck> | d.1+-", [["a1"], ["b1", "c1", "d.1+-"]]],
    ["", []],
    [",,|, |", []],
    ["A1, a_1, -a1, ok1", [["ok1"]]],
    ["a1(>= 1)|b1", [["a1", "b1"]]],
  ])("of %j", (field, expected) => {
    expect(parseRelations(field)).toEqual(expected);
  });
});

describe("versions", () => {
  it.each([
    ["1.0", "1.1"],
    ["1.9", "1.10"],
    ["1.0~rc1", "1.0"],
    ["1.0", "1.0-1"],
    ["1.0-1", "1.0-1+deb13u1"],
    ["9.9", "1:0.1"],
    ["1.0a", "1.0+"],
    ["1-1", "1-1.1"],
    ["6.12.48-1", "6.12.117-1"],
    [`1.${"9".repeat(30)}`, `1.1${"0".repeat(30)}`],
  ])("%s is older than %s", (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ["1.0", "1.00"],
    ["0:1", "1"],
    ["1-0", "1"],
  ])("%s is %s", (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  it("of a package only the newest is kept, in whichever order they come", async () => {
    const [old, young] = [stanza("x1", { Version: "1.9" }), stanza("x1", { Version: "1.10" })];
    for (const text of [old + young, young + old]) {
      const index = await indexOf(text);
      expect(index.alphabetical.map(({ version }) => version)).toEqual(["1.10"]);
    }
  });
});

describe("search", () => {
  let index: PackageIndex;
  beforeAll(async () => {
    index = await indexOf(
      [
        stanza("vim", { Section: "editors", Description: "Vi IMproved" }),
        stanza("vim-nox", { Section: "editors", Description: "Vi IMproved, with scripts" }),
        stanza("vimb", { Section: "web", Description: "light browser with keys of Vi" }),
        stanza("libvim-dev", { Section: "libdevel", Description: "header files" }),
        stanza("qt-vim", { Section: "editors", Description: "window for it" }),
        stanza("neovim", { Section: "editors", Description: "heavily refactored editor" }),
        stanza("emacs", { Section: "editors", Description: "another editor, unlike VIM" }),
        stanza("minivimeo", { Section: "universe/net", Description: "player" }),
        stanza("ssh", { Section: "net", Description: "secure shell" }),
      ].join(""),
    );
  });
  const find = (query: string, limit = 20) => names(searchPackages(index, query, limit).packages);

  it("ranks exact names, then beginnings, words, parts of names, descriptions", () => {
    expect(find("vim")).toEqual([
      ...["vim", "vimb", "vim-nox", "qt-vim", "neovim", "minivimeo"],
      // Within the name too, but a library.
      "libvim-dev",
      "emacs",
    ]);
  });

  it("does not care for case", () => {
    expect(find("VIM")).toEqual(find("vim"));
    expect(find("improved")).toEqual(["vim", "vim-nox"]);
  });

  it("wants every word, of descriptions only from its beginning", () => {
    expect(find("vi scripts")).toEqual(["vim-nox"]);
    expect(find("browser keys")).toEqual(["vimb"]);
    expect(find("rowser")).toEqual([]);
    expect(find("vim nothing")).toEqual([]);
  });

  it("is not led astray by letters that become two in lower case", async () => {
    const text = ["a1", "b1", "c1"].map((name) => stanza(name, { Description: `İİİİİ of ${name}` })).join("");
    expect(names(searchPackages(await indexOf(text), "c1", 9).packages)).toEqual(["c1"]);
    expect(names(searchPackages(await indexOf(text), "of", 9).packages)).toEqual(["a1", "b1", "c1"]);
  });

  it("filters by section, whatever its component", () => {
    expect(find("section:net")).toEqual(["minivimeo", "ssh"]);
    expect(find("section:net vim")).toEqual(["minivimeo"]);
    expect(find("section:edit emacs")).toEqual(["emacs"]);
    expect(find("section:nowhere")).toEqual([]);
  });

  it("counts all and gives no more than wanted; without words all, by name", () => {
    expect(searchPackages(index, "vim", 2)).toMatchObject({
      total: 8,
      packages: [{ name: "vim" }, { name: "vimb" }],
    });
    expect(searchPackages(index, "  ", 1)).toMatchObject({ total: 9, packages: [{ name: "emacs" }] });
  });

  it.each([
    ["a bracket", "["],
    ["an expression", "(a|b)*\\"],
    ["control characters", "\0\n\x1b"],
    ["an empty section", "section:"],
    ["a long word", "x".repeat(100_000)],
    ["many words", "i ".repeat(10_000)],
    ["another script", "日本"],
  ])("takes %s as it is", (_, query) => {
    for (const found of find(query)) expect(names(index.alphabetical)).toContain(found);
  });
});

describe("estimate", () => {
  const base = [
    stanza("dpkg", { Essential: "yes", Priority: "required", Depends: "awk" }),
    stanza("mawk", { Priority: "required", Provides: "awk" }),
    stanza("gawk", { Priority: "optional", Provides: "awk" }),
    stanza("mount", { Priority: "required" }),
    stanza("apt", { Priority: "important" }),
  ].join("");
  const always = ["apt", "dpkg", "mawk", "mount"];
  const closure = async (text: string, asked: string[]) =>
    names([...closureOf(await indexOf(base + text), asked).packages.keys()])
      .filter((name) => !always.includes(name))
      .sort();

  it("has the base of every tree, and nobody else", async () => {
    expect(names([...closureOf(await indexOf(base + stanza("other")), []).packages.keys()]).sort()).toEqual(
      always,
    );
  });

  it("takes the first alternative that exists, unless another is there already", async () => {
    const text = stanza("a1", { Depends: "gone | b1 | c1" }) + stanza("b1") + stanza("c1");
    expect(await closure(text, ["a1"])).toEqual(["a1", "b1"]);
    expect(await closure(text, ["a1", "c1"])).toEqual(["a1", "c1"]);
    // What leaves no choice counts before choices, wherever it stands.
    const later = `${text}${stanza("z1", { Depends: "a1, d1" })}${stanza("d1", { Depends: "c1" })}`;
    expect(await closure(later, ["z1"])).toEqual(["a1", "c1", "d1", "z1"]);
  });

  it("finds who provides a virtual package: what is chosen, else the best priority", async () => {
    const text =
      stanza("a1", { Depends: "mta" }) +
      stanza("exim", { Provides: "mta (= 1)", Priority: "optional" }) +
      stanza("postfix", { Provides: "mta", Priority: "standard" });
    expect(await closure(text, ["a1"])).toEqual(["a1", "postfix"]);
    expect(await closure(text, ["a1", "exim"])).toEqual(["a1", "exim"]);
  });

  it("is content with a provider that is there, in place of the package itself", async () => {
    const text =
      stanza("lsb", {}) +
      stanza("tools", { Provides: "lsb", Priority: "required" }) +
      stanza("a1", { Depends: "lsb" });
    expect(await closure(text, ["a1"])).toEqual(["a1", "tools"]);
    expect(await closure(text, ["a1", "lsb"])).toEqual(["a1", "lsb", "tools"]);
  });

  it("comes to an end where packages need each other or what nobody has", async () => {
    const text =
      stanza("a1", { Depends: "b1, a1, nobody" }) +
      stanza("b1", { "Pre-Depends": "c1" }) +
      stanza("c1", { Depends: "a1" });
    expect(await closure(text, ["a1"])).toEqual(["a1", "b1", "c1"]);
  });

  it("never follows recommendations", async () => {
    expect(await closure(stanza("a1", { Recommends: "b1", Suggests: "b1" }) + stanza("b1"), ["a1"])).toEqual([
      "a1",
    ]);
  });

  it("adds up, and names what the index lacks", async () => {
    const index = await indexOf(
      base + stanza("a1", { Depends: "b1" }) + stanza("b1", { Size: "5", "Installed-Size": "7" }),
    );
    const { packages, unknown } = closureOf(index, ["a1", "a1", "nobody", "awk"]);
    const sum = (field: "downloadBytes" | "installedKiB") =>
      [...packages.keys()].reduce((total, found) => total + found[field], 0);
    expect({
      packages: packages.size,
      downloadBytes: sum("downloadBytes"),
      installedKiB: sum("installedKiB"),
      unknown,
    }).toEqual({
      packages: 6,
      downloadBytes: 5005,
      installedKiB: 57,
      // Two provide it: apt would want to know which.
      unknown: ["nobody", "awk"],
    });
  });
});

describe("lists", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "thinsmith-lists-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (path: string, content: string | Buffer, day = 1) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
    await utimes(join(folder, path), day * 86_400, day * 86_400);
  };
  const source = (base: object = {}) => packageSource(parseSettings({ version: 1, base }));
  const ours = (mirror: string, pocket = "trixie", component = "main") =>
    `ours/${mirror}_dists_${pocket}_${component}_binary-amd64_Packages`;
  const directories = () => [
    { path: join(folder, "ours"), mixed: false },
    { path: join(folder, "host"), mixed: true },
  ];
  const found = async (base?: object) =>
    (await findPackageLists(source(base), directories())).map(({ path }) => path.slice(folder.length + 1));

  it("finds none where there are none", async () => {
    expect(await found()).toEqual([]);
    expect(await loadPackageIndex(source(), directories())).toBeUndefined();
  });

  it("takes the suite's components with updates and security, and nothing else", async () => {
    const wanted = [
      ours("m"),
      ours("m", "trixie", "non-free-firmware"),
      ours("m", "trixie-updates"),
      ours("s", "trixie-security"),
    ];
    const others = [ours("m", "bookworm"), ours("m", "trixie-backports"), ours("m", "trixie", "contrib")];
    for (const path of [...wanted, ...others, "ours/m_dists_trixie_InRelease"]) await put(path, stanza("x1"));
    expect((await found()).sort()).toEqual([...wanted].sort());
    expect((await found())[0]).toBe(ours("m"));
  });

  it("takes the mirror of the settings where several have the suite, else what was written last", async () => {
    await put(ours("10.0.2.2:3142_debian%5fa"), stanza("x1"), 1);
    await put(ours("other.example_debian"), stanza("x1"), 2);
    await put(ours("other.example_debian", "trixie-updates"), stanza("x1"), 2);
    expect(await found()).toEqual([
      ours("other.example_debian"),
      ours("other.example_debian", "trixie-updates"),
    ]);
    expect(await found({ mirror: "http://10.0.2.2:3142/debian_a/" })).toEqual([
      ours("10.0.2.2:3142_debian%5fa"),
    ]);
    expect(await found({ mirror: "http://third.example/debian" })).toContain(ours("other.example_debian"));
  });

  it("takes the lists of the architecture alone", async () => {
    await put(ours("m"), stanza("x1"));
    await put(ours("m").replace("amd64", "arm64"), stanza("x1"));
    expect(await found()).toEqual([ours("m")]);
  });

  it("takes from the host only what the distribution has signed", async () => {
    const host = (mirror: string) => `host/${mirror}_dists_trixie_main_binary-amd64_Packages`;
    await put(host("stranger"), stanza("x1"), 2);
    await put("host/stranger_dists_trixie_InRelease", "Hash: SHA512\n\nOrigin: Debian of a stranger\n");
    expect(await found()).toEqual([]);
    await put(host("own"), stanza("x1"));
    await put("host/own_dists_trixie_InRelease", "Hash: SHA512\n\nOrigin: Debian\nLabel: Debian\n");
    expect(await found()).toEqual([host("own")]);
    await put(ours("m"), stanza("x1"));
    expect(await found()).toEqual([ours("m")]);
  });

  it("reads plain and compressed lists, the newest version of each package", async () => {
    await put(ours("m"), stanza("x1", { Version: "1" }) + stanza("y1", { Version: "9" }));
    await put(
      `${ours("m", "trixie-security")}.gz`,
      gzipSync(stanza("x1", { Version: "1+deb13u1" }) + stanza("y1", { Version: "8" })),
      3,
    );
    const index = await loadPackageIndex(source(), directories());
    expect(index?.alphabetical.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "x1 1+deb13u1",
      "y1 9",
    ]);
    expect(index?.writtenAt).toEqual(new Date(3 * 86_400_000));
    expect(index?.lists).toHaveLength(2);
  });

  it("does without a list that cannot be read", async () => {
    await put(ours("m"), stanza("x1"));
    await put(`${ours("m", "trixie-security")}.gz`, "this is not gzip");
    const index = await loadPackageIndex(source(), directories());
    expect(names(index?.alphabetical ?? [])).toEqual(["x1"]);
  });
});
