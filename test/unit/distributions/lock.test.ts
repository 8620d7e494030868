import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageSource } from "../../../src/contents/packages.ts";
import { distributions } from "../../../src/distributions/distributions.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { packageRoot } from "../../../src/system/paths.ts";

const { bootstrap } = distributions.debian;
const source = packageSource(parseSettings({ version: 1, kernel: { firmware: [] } }));
const snapshot = "https://snapshot.debian.org/archive/debian/20260101T000000Z/";

let folder: string;
let downloads: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "thinsmith-test-"));
  downloads = join(folder, "downloads");
  lock = join(folder, "lock with a space");
  for (const kind of bootstrap.kinds) await mkdir(join(downloads, kind), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

/** Puts a package among the downloads, as apt keeps it. */
const download = async (name: string, version: string) => {
  const tree = join(folder, name);
  await mkdir(join(tree, "DEBIAN"), { recursive: true });
  await writeFile(
    join(tree, "DEBIAN/control"),
    `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: nobody\nDescription: ${name}\n more of it\n`,
  );
  const file = join(downloads, `cache/apt/archives/${name}_${version.replace(":", "%3a")}_all.deb`);
  execFileSync("dpkg-deb", ["--build", "--root-owner-group", tree, file], { stdio: "ignore" });
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return { name, version, architecture: "all", sha256 };
};

const list = (packages: readonly { name: string; version: string; architecture: string; sha256: string }[]) =>
  writeFile(
    join(downloads, bootstrap.lists, "a_dists_trixie_main_binary-amd64_Packages"),
    packages
      .map(
        ({ name, version, architecture, sha256 }) =>
          `Package: ${name}\nVersion: ${version}\nArchitecture: ${architecture}\nSHA256: ${sha256}\n`,
      )
      .join("\n"),
  );

const close = async (packages: Parameters<typeof bootstrap.closeLock>[0], from: string | null = null) => {
  await bootstrap.openLock(source, lock, from);
  return bootstrap.closeLock(packages, lock, downloads);
};
const inLock = (name: string) => readFile(join(lock, name), "utf8");

describe("a lock", () => {
  it("takes packages from lists, else from the downloads, and names those that are gone", async () => {
    const listed = { name: "listed", version: "1", architecture: "amd64", sha256: "a".repeat(64) };
    const kept = await download("kept", "1:2~rc1");
    const damaged = { ...(await download("damaged", "3")), sha256: "b".repeat(64) };
    const unknown = { ...(await download("unknown", "3")), sha256: undefined };
    const gone = { name: "gone", version: "4", architecture: "all", sha256: "c".repeat(64) };
    const otherFile = { ...listed, name: "other-file" };
    await list([listed, { ...gone, version: "5" }, { ...otherFile, sha256: "d".repeat(64) }]);
    const missing = await close([listed, kept, damaged, unknown, gone, otherFile]);
    expect(missing).toEqual([damaged, unknown, gone, otherFile]);
    const index = await inLock("Packages");
    expect(index).toContain("Package: kept\nVersion: 1:2~rc1\n");
    const file = join(downloads, "cache/apt/archives/kept_1%3a2~rc1_all.deb");
    expect(index).toContain(
      `\nFilename: ./kept_1%3a2~rc1_all.deb\nSize: ${(await stat(file)).size}\nSHA256: ${kept.sha256}\n\n`,
    );
    expect(index).not.toContain("Package: listed");
    const sum = createHash("sha256").update(index).digest("hex");
    expect(await inLock("Release")).toContain(`SHA256:\n ${sum} ${index.length} Packages\n`);
    expect(await inLock("sources")).toBe(`deb [trusted=yes] copy:${lock.replaceAll(" ", "%20")} ./\n`);
  });

  it("lets apt install no other version, and asks no key of nobody where all is signed", async () => {
    const one = { name: "one", version: "1:2", architecture: "amd64", sha256: "a".repeat(64) };
    await list([one, { ...one, version: "1:3" }]);
    expect(await close([one])).toEqual([]);
    expect(await inLock("preferences")).toBe(
      [
        ...["Package: *", "Pin: release *", "Pin-Priority: -1", ""],
        ...["Package: one", "Pin: version 1:2", "Pin-Priority: 1001", "", ""],
      ].join("\n"),
    );
    expect(await inLock("sources")).toBe("");
  });

  it("adds a snapshot to the tree's sources, signed as these are, and leaves nothing of it there", async () => {
    await bootstrap.openLock(source, lock, snapshot);
    const etc = join(folder, "tree/etc/apt");
    for (const name of ["sources.list.d", "preferences.d"]) await mkdir(join(etc, name), { recursive: true });
    await writeFile(
      join(etc, "sources.list"),
      'deb [signed-by="/usr/share/keyrings/a.gpg"] http://deb.debian.org/debian trixie main\n',
    );
    await writeFile(join(lock, "preferences"), "Package: *\n");
    const hook = (when: string) =>
      execFileSync(join(packageRoot(), "src/distributions/debian/lock.sh"), [when, join(folder, "tree")], {
        env: { ...process.env, THINSMITH_LOCK: lock },
      });
    hook("setup");
    const signed = '[check-valid-until=no signed-by="/usr/share/keyrings/a.gpg"]';
    const security = snapshot.replace("/debian/", "/debian-security/");
    expect(await readFile(join(etc, "sources.list.d/thinsmith-lock.list"), "utf8")).toBe(
      `deb ${signed} ${snapshot} trixie main\n` +
        `deb ${signed} ${snapshot} trixie-updates main\n` +
        `deb ${signed} ${security} trixie-security main\n`,
    );
    expect(await readFile(join(etc, "preferences.d/thinsmith-lock"), "utf8")).toBe("Package: *\n");
    hook("customize");
    const left = execFileSync("find", [etc, "-type", "f"], { encoding: "utf8" });
    expect(left).toBe(`${join(etc, "sources.list")}\n`);
  });

  it("is given to the programs that make a tree; without one they use the lists as they are", () => {
    const contents = { ...source, packages: ["kmod"] };
    const free = bootstrap.treeCommand(contents, "/out", "/down");
    expect(free.command).toContain("--skip=update");
    expect(free.env).not.toHaveProperty("THINSMITH_LOCK");
    for (const made of [
      bootstrap.treeCommand(contents, "/out", "/down", "/lock"),
      bootstrap.listsCommand(source, "/target", "/down", "/lock"),
    ]) {
      expect(made.command).not.toContain("--skip=update");
      expect(made.command).toContain('--setup-hook="$THINSMITH_SCRIPTS/lock.sh" setup "$1"');
      expect(made.env.THINSMITH_LOCK).toBe("/lock");
    }
  });
});
