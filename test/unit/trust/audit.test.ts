import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amd64 } from "../../../src/distributions/architecture.ts";
import type { AvailableVersion } from "../../../src/distributions/distribution.ts";
import { distributions } from "../../../src/distributions/distributions.ts";
import { auditOf } from "../../../src/trust/audit/audit.ts";
import { membersOf } from "../../../src/trust/audit/json-members.ts";
import { readTracker } from "../../../src/trust/audit/tracker.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-audit-"));
});
afterAll(() => rm(folder, { recursive: true }));

const { availableVersions, compareVersions } = distributions.debian;

const stanza = (name: string, version: string, more = "Architecture: amd64\n") =>
  `Package: ${name}\n${more}Version: ${version}\nDepends: libc6\nDescription: x\n\n`;

/** Lists by their names, without what apt puts around these. */
const putLists = async (name: string, lists: Readonly<Record<string, string>>) => {
  const path = join(folder, name);
  await mkdir(path);
  for (const [pocket, text] of Object.entries(lists))
    await writeFile(join(path, `deb.debian.org_debian_dists_${pocket}_main_binary-amd64_Packages`), text);
  return [{ path, mixed: false }];
};
const sourceOf = (suite: string) => ({
  ...{ distribution: "debian", suite, mirror: null, components: ["main"], architecture: amd64 },
});

describe("versions in lists", () => {
  it("are those of the suite, its updates and its security updates", async () => {
    const lists = await putLists("trixie", {
      trixie: stanza("bash", "5.2-1") + stanza("less", "1") + stanza("bash", "5.2-1", "Architecture: i386\n"),
      "trixie-updates": stanza("tzdata", "2026b-1", "Architecture: all\n"),
      "trixie-security": stanza(
        "bash",
        "5.2-1+deb13u1",
        "Architecture: amd64\nSource: bash-src (5.2-1+deb13u0)\n",
      ),
      forky: stanza("bash", "6"),
    });
    const found = await availableVersions(sourceOf("trixie"), new Set(["bash", "tzdata", "vim"]), lists);
    expect(found?.archives).toEqual(["trixie", "trixie-updates", "trixie-security"]);
    expect(found?.security).toBe(true);
    const bash = { version: "5.2-1", architecture: "amd64", source: "bash", sourceVersion: "5.2-1" };
    expect(Object.fromEntries(found?.versions ?? [])).toEqual({
      bash: [
        { ...bash, archive: "trixie", security: false },
        {
          ...{ ...bash, version: "5.2-1+deb13u1", source: "bash-src", sourceVersion: "5.2-1+deb13u0" },
          ...{ archive: "trixie-security", security: true },
        },
      ],
      tzdata: [
        expect.objectContaining({ version: "2026b-1", architecture: "all", archive: "trixie-updates" }),
      ],
    });
  });

  it("may be without an archive of security updates, and of a suite before Debian 11", async () => {
    const sid = await putLists("sid", { sid: stanza("bash", "6") });
    expect(await availableVersions(sourceOf("sid"), new Set(["bash"]), sid)).toMatchObject({
      security: false,
    });
    const buster = await putLists("buster", {
      buster: stanza("bash", "5"),
      buster_updates: stanza("bash", "5.1"),
    });
    expect(await availableVersions(sourceOf("buster"), new Set(["bash"]), buster)).toMatchObject({
      ...{ archives: ["buster", "buster/updates"], security: true },
    });
    expect(await availableVersions(sourceOf("jessie"), new Set(["bash"]), buster)).toBeUndefined();
  });
});

const installed = (name: string, version: string, more = {}) => ({
  ...{ name, version, architecture: "amd64", installedKiB: 1, ...more },
});
const version = (text: string, more = {}) => ({
  ...{
    version: text,
    architecture: "amd64",
    source: "x",
    sourceVersion: text,
    archive: "trixie",
    security: false,
  },
  ...more,
});
const listed = (versions: Readonly<Record<string, readonly AvailableVersion[]>>) => ({
  versions: new Map(Object.entries(versions)),
});
const security = { archive: "trixie-security", security: true };

describe("an audit", () => {
  it("finds what is newer, where it is, and whether it is for security", () => {
    const { updates, unlisted } = auditOf(
      ["same", "older", "newer", "both", "gone", "other"].map((name) => installed(name, "1.0-1")),
      listed({
        same: [version("1.0-1")],
        older: [version("1.0~rc1-1")],
        newer: [version("1.0-1+deb13u1")],
        // A point release has the fix and more: it is newer than the security archive's.
        both: [version("1.0-1+deb13u3"), version("1.0-1+deb13u2", security)],
        other: [version("2", { architecture: "arm64" })],
      }),
      compareVersions,
    );
    expect(updates).toMatchObject([
      { name: "newer", installed: "1.0-1", available: "1.0-1+deb13u1", archive: "trixie", security: false },
      { name: "both", available: "1.0-1+deb13u3", archive: "trixie", security: true },
    ]);
    expect(unlisted).toEqual(["gone", "other"]);
  });

  it("tells what an update mends, and what nothing mends as yet", () => {
    const issue = (name: string, fixed: string | null) => ({ name, urgency: "", fixed });
    const issues = new Map([
      [
        "openssl",
        [
          issue("CVE-2026-1", "3-2"),
          issue("CVE-2026-2", "3-1"),
          issue("CVE-2026-3", null),
          issue("CVE-2026-4", "3-9"),
        ],
      ],
      ["other", [issue("CVE-2026-5", null)]],
    ]);
    const { updates, open } = auditOf(
      [
        installed("libssl3", "3-1+b1", { source: "openssl", sourceVersion: "3-1" }),
        installed("openssl-provider", "3-1", { source: "openssl" }),
      ],
      listed({ libssl3: [version("3-2", { ...security, source: "openssl" })] }),
      compareVersions,
      issues,
    );
    expect(updates).toMatchObject([{ name: "libssl3", mends: [{ name: "CVE-2026-1" }] }]);
    expect(open).toMatchObject([
      {
        ...{ source: "openssl", packages: ["libssl3", "openssl-provider"] },
        issues: [{ name: "CVE-2026-3" }, { name: "CVE-2026-4", fixed: "3-9" }],
      },
    ]);
  });

  it("knows signed kernels as linux, and that a newer one has another name", () => {
    const signed = { source: "linux-signed-amd64", sourceVersion: "6.12.1+1" };
    const { updates, open, unlisted } = auditOf(
      [
        installed("linux-image-amd64", "6.12.1-1", signed),
        installed("linux-image-6.12.1-amd64", "6.12.1-1", signed),
      ],
      listed({
        "linux-image-amd64": [
          version("6.12.2-1", { source: signed.source, sourceVersion: "6.12.2+1", ...security }),
        ],
      }),
      compareVersions,
      new Map([["linux", [{ name: "CVE-2026-9", urgency: "", fixed: "6.12.2-1" }]]]),
    );
    expect(updates).toMatchObject([
      { name: "linux-image-amd64", source: "linux", mends: [{ name: "CVE-2026-9" }] },
    ]);
    expect({ open, unlisted }).toEqual({ open: [], unlisted: ["linux-image-6.12.1-amd64"] });
  });

  it("takes the sources from the lists where the manifest is of an older version", () => {
    const { open } = auditOf(
      [installed("libssl3", "3-1+b1")],
      listed({ libssl3: [version("3-1+b1", { source: "openssl", sourceVersion: "3-1" })] }),
      compareVersions,
      new Map([["openssl", [{ name: "CVE-2026-1", urgency: "", fixed: null }]]]),
    );
    expect(open).toMatchObject([{ source: "openssl", packages: ["libssl3"] }]);
  });
});

const members = (text: string, ...wanted: string[]) =>
  [...membersOf(Buffer.from(text), new Set(wanted))].map(({ name, value }) => [
    name,
    JSON.parse(value.toString()),
  ]);

describe("members of a JSON object", () => {
  it("are found unparsed, whatever is in strings", () => {
    const value = { b: ['}"\\', "]\\\\", { c: null }], e: -1.5e3 };
    for (const space of [undefined, 1])
      expect(
        members(
          JSON.stringify({ x: value, a: value, '"\\': [], z: 1, "\u00e9": true }, null, space),
          "a",
          '"\\',
          "é",
        ),
      ).toEqual([
        ["a", value],
        ['"\\', []],
        ["é", true],
      ]);
    expect(members(" { } ", "a")).toEqual([]);
  });

  it.each([
    "",
    "[]",
    "<html>",
    "{",
    '{"a',
    '{"a":',
    '{"a":{',
    '{"a":1',
    '{"a":1,',
    "{a:1}",
    '{"a"1}',
    '{"a":"\\"}',
  ])("are refused where they are not whole: %j", (text) => {
    expect(() => members(text, "a")).toThrow();
  });
});

/** As https://security-tracker.debian.org/tracker/data/json has it. */
const data = {
  bash: {
    "CVE-2026-1000": {
      description: 'a } in { a " text',
      scope: "local",
      releases: {
        trixie: {
          status: "resolved",
          repositories: { trixie: "5.2-1" },
          fixed_version: "5.2-2",
          urgency: "low",
        },
        sid: { status: "open", urgency: "low" },
      },
    },
    "CVE-2026-1001": { releases: { trixie: { status: "open", urgency: "unimportant" } } },
    "CVE-2026-1002": {
      releases: { trixie: { status: "resolved", fixed_version: "0", urgency: "end-of-life" } },
    },
    "CVE-2026-1003": { releases: { trixie: { status: "undetermined" }, bookworm: { status: "open" } } },
    "TEMP-0290435-0B57B5": { releases: { trixie: { status: "open", urgency: "high\u001b[31m" } } },
    // What a tracker would not say.
    "CVE-2026-1004": { releases: { trixie: "open" } },
    "CVE-2026-1005": { releases: { trixie: { status: "resolved", fixed_version: ["1"] } } },
    "CVE-2026-1006": "open",
    "\u001b[31mCVE": { releases: { trixie: { status: "open" } } },
  },
  less: { "CVE-2026-2000": { releases: { trixie: { status: "open" } } } },
};
const found = [
  { name: "CVE-2026-1000", urgency: "low", fixed: "5.2-2" },
  { name: "CVE-2026-1001", urgency: "unimportant", fixed: null },
  { name: "TEMP-0290435-0B57B5", urgency: "", fixed: null },
];

describe("a tracker's data", () => {
  const put = async (content: string) => {
    const file = join(folder, "tracker.json");
    await writeFile(file, content);
    return file;
  };
  const sources = new Set(["bash", "vim", "constructor", "__proto__"]);

  it("are read as far as packages and suite are asked for", async () => {
    const issues = await readTracker(await put(JSON.stringify(data)), "trixie", sources);
    expect([...issues]).toEqual([["bash", found]]);
    const none = await readTracker(await put(JSON.stringify(data)), "constructor", sources);
    expect([...none]).toEqual([["bash", []]]);
  });

  it.each([
    ["a page", "<html>It works</html>", "it has no { at byte 0"],
    ["cut off", JSON.stringify(data).slice(0, 400), "it ends"],
    ["a list", '{"bash": [1, 2]}', "is not the tracker's data: it has no issues."],
    ["no JSON", '{"bash": {"CVE-2026-1": nothing}}', "is not the tracker's data"],
  ])("are refused if they are %s", async (_, content, message) => {
    await expect(readTracker(await put(content), "trixie", sources)).rejects.toThrow(message);
  });

  it("are refused if there are too many, or none", async () => {
    const file = await put("{}");
    await truncate(file, 300 * 1024 * 1024);
    await expect(readTracker(file, "trixie", sources)).rejects.toThrow("is larger than 256 MiB");
    await expect(readTracker(folder, "trixie", sources)).rejects.toThrow("There is no file");
  });

  it("may come from a server, which may fail", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/json") response.end(JSON.stringify(data));
      else if (request.url === "/broken")
        response.writeHead(200, { "content-length": 100 }).end("{").destroy();
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect([...(await readTracker(`${at}/json`, "trixie", sources))]).toEqual([["bash", found]]);
    await expect(readTracker(`${at}/none`, "trixie", sources)).rejects.toThrow("answers with status 404");
    await expect(readTracker(`${at}/broken`, "trixie", sources)).rejects.toThrow("cannot be fetched");
    await expect(readTracker(`${at}/json`, "trixie", sources, AbortSignal.abort())).rejects.toThrow(
      "Cancelled",
    );
    server.close();
    await expect(readTracker(`${at}/json`, "trixie", sources)).rejects.toThrow("ECONNREFUSED");
  });
});
