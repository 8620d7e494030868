import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { isRoot, makeOddTree, makeSquashfs, oddNames } from "../support/files/image-files.ts";
import { dpkgFiles, makeRelease } from "../support/releases/release.ts";

let workplace: Workplace;
const first = "20261125T030000Z-aaaaaaaa";
const second = "20261126T030000Z-bbbbbbbb";
const inPlace = (...path: string[]) => join(workplace.folder, ...path);
const run = (...args: string[]) => thinsmith(workplace, args);

beforeAll(async () => {
  workplace = await newWorkplace();
  const packages = (version: string) =>
    dpkgFiles({
      less: { version, files: ["/bin", "/bin/less", "/usr/share/doc/less/copyright"], depends: "libc6" },
      libc6: { version: "2.41", files: ["/lib/libc.so.6"], essential: true },
    });
  makeRelease(inPlace("build"), "lab", first, {
    root: {
      ...packages("1"),
      "bin/less": "less".repeat(1000),
      "lib/libc.so.6": "c".repeat(9000),
      "lib/modules/6.12.1/kernel/net.ko":
        "\0firmware=rtl/there.bin\0firmware=rtl/not.bin\0name=net\0vermagic=6.12.1\0\0",
      "lib/firmware/rtl/there.bin.xz": "x",
      "etc/old": "old",
    },
    packages: { less: "1", libc6: "2.41" },
    excluded: [{ what: "usr/share/doc/*", kind: "path", files: 1, bytes: 1234 }],
  });
  makeRelease(inPlace("build"), "lab", second, {
    root: {
      ...packages("2"),
      "bin/less": "less".repeat(2000),
      "lib/libc.so.6": "c".repeat(9000),
      "etc/new": "new",
    },
    packages: { less: "2", libc6: "2.41", vim: "9" },
    settings: { zram: { sizePct: 75 } },
    conf: "zram=75\n",
  });
  const odd = inPlace("odd");
  mkdirSync(odd);
  makeOddTree(odd);
  makeSquashfs(odd, inPlace("odd.squashfs"));
});
afterAll(() => rmSync(workplace.folder, { recursive: true }));

describe("inspect", () => {
  it("tells what is in the current release, on one screen", async () => {
    const { status, stdout, stderr } = await run("inspect");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const text of [
      `lab  ${first}`,
      "kernel 6.12.1, 2 packages",
      "rootfs",
      "early, main zstd, added",
      "tar gzip",
      "lib/libc.so.6",
      "left out        1.2 kB in 1 files, most by usr/share/doc/* (1.2 kB)",
      "setuid, setgid  none",
    ]) {
      expect(stdout).toContain(text);
    }
    const lines = stdout.split("\n");
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("prints one JSON document with packages, reasons, what was left out and missing firmware", async () => {
    const { status, stdout } = await run("inspect", "lab", "--json");
    expect(status).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({
      title: "lab",
      release: { id: first, kernel: "6.12.1" },
      kernels: ["6.12.1"],
      broken: [],
      excluded: [{ what: "usr/share/doc/*", bytes: 1234 }],
      packages: [
        {
          name: "less",
          imageBytes: 4000,
          installedBytes: 8192,
          leftOut: 1,
          reason: "role console",
          neededBy: [],
        },
        { name: "libc6", imageBytes: 9000, leftOut: 0, reason: "every system", neededBy: ["less"] },
      ],
    });
    const [rootfs, initrd, home] = summary.parts;
    expect(rootfs.largest[0]).toMatchObject({
      path: "lib/libc.so.6",
      bytes: 9000,
      package: "libc6",
      owner: "root",
    });
    expect(rootfs.missingFirmware).toEqual([{ module: "net", firmware: ["rtl/not.bin"] }]);
    expect(initrd.archives).toHaveLength(3);
    expect(home).toMatchObject({ files: 1, bytes: 8 });
  });

  it("lists every entry, a line each, whatever its name is", async () => {
    const { stdout } = await run("inspect", "odd.squashfs", "--list");
    const lines = stdout.trimEnd().split("\n");
    const { entries } = JSON.parse((await run("inspect", "odd.squashfs", "--json")).stdout).parts[0];
    expect(lines).toHaveLength(entries);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    expect(stdout).toContain("/new\\nline");
    expect(stdout).toContain("/bin\\xff\\xfe");
    expect(lines.find((line) => line.endsWith("dir/large"))).toMatch(/^-rws/);
    expect(stdout).toContain("l -> nk -> a\\nb");
    const listed = JSON.parse((await run("inspect", "odd.squashfs", "--list", "--json")).stdout);
    expect(listed).toHaveLength(entries);
    expect(listed.filter(({ type }: { type: string }) => type === "file").length).toBeGreaterThan(
      oddNames.length,
    );
    expect((await run("inspect", "--list", "--part", "initrd")).stdout).toContain(
      "/added/thinsmith/client.conf",
    );
  });

  it("tells the other parts where one is damaged, and fails", async () => {
    const copy = makeRelease(inPlace("other"), "lab", first, { root: {} });
    truncateSync(join(copy, "rootfs.squashfs"), 100);
    const { status, stdout, stderr } = await run("inspect", copy);
    expect(status).toBe(1);
    expect(stdout).toContain("main zstd");
    expect(stderr).toContain("rootfs.squashfs is damaged: it has 100 of the");
  });

  it.each([
    [["inspect", "nosuch"], "There is no release nosuch", 2],
    [["inspect", "."], "is a directory, and no release", 2],
    [["inspect", "text"], "has an unknown format", 1],
    [["inspect", "lab", "--part", "boot"], "has no part boot", 2],
    [["extract", "kernel"], "It must be rootfs, initrd, home", 2],
    [["extract", "home", "--release", "odd.squashfs"], "has no home", 2],
    [["extract", "rootfs", "--only", "no/such"], "has no no/such", 1],
    [["extract", "rootfs", "--to", "/proc/nowhere/x"], "/proc/nowhere", 1],
    [["diff", "lab"], "missing required argument", 2],
    [["diff", "lab", "odd.squashfs", "--json", "--no"], "unknown option", 2],
  ] as const)("%j fails: %s", async (args, says, expected) => {
    writeFileSync(inPlace("text"), "hello ".repeat(100));
    const { status, stdout, stderr } = await run(...args);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
  });

  it("ends in order when nobody reads its list", async () => {
    const { child, finished } = startThinsmith(workplace, ["inspect", "odd.squashfs", "--list"]);
    child.stdout?.destroy();
    const { stderr } = await finished;
    expect(stderr).toBe("");
  });
});

describe("diff", () => {
  it("tells packages, settings and files, in words and as JSON", async () => {
    const { status, stdout } = await run("diff", first, second);
    expect(status).toBe(0);
    for (const text of [
      `lab ${first} -> lab ${second}`,
      "1 added, 1 upgraded",
      "+ vim 9",
      "less 1 -> 2",
      "zram.sizePct  50 -> 75",
      "+ etc/new  +3 B",
      "bin/less  +4 kB (content)",
      "added/thinsmith/client.conf  same size (content)",
      "home             the same files",
    ]) {
      expect(stdout).toContain(text);
    }
    const json = JSON.parse((await run("diff", first, second, "--json")).stdout);
    expect(json).toMatchObject({
      before: { release: first },
      after: { release: second },
      settings: [{ name: "zram.sizePct", before: 50, after: 75 }],
      packages: { upgraded: [{ name: "less", before: "1", after: "2" }] },
    });
    const [rootfs] = json.parts;
    expect(rootfs.added.map(({ path }: { path: string }) => path)).toContain("etc/new");
    expect(rootfs.removed.map(({ path }: { path: string }) => path)).toContain("etc/old");
  });

  it("finds nothing between a release and itself", async () => {
    const { stdout } = await run("diff", first, first);
    expect(stdout).toContain("packages         the same");
    expect(stdout.match(/the same files/g)).toHaveLength(3);
  });
});

describe("extract", () => {
  it("unpacks each part into a directory of its own, and again over what it made", async () => {
    for (const [part, file] of [
      ["rootfs", "bin/less"],
      ["initrd", "added/thinsmith/client.conf"],
      ["home", "client/.profile"],
    ] as const) {
      const { status, stdout } = await run("extract", part);
      expect({ part, status }).toEqual({ part, status: 0 });
      expect(stdout).toMatch(new RegExp(`^unpacked-${part} {2}\\d+ entries\\n$`));
      expect(statSync(inPlace(`unpacked-${part}`, file)).isFile()).toBe(true);
      expect((await run("extract", part)).status).toBe(0);
    }
    await run("extract", "rootfs", "--release", second, "--to", "some", "--only", "/etc/new");
    expect(readdirSync(inPlace("some/etc"))).toEqual(["new"]);
  });

  it("refuses what it has not made, unless told to remove it", async () => {
    mkdirSync(inPlace("mine"));
    writeFileSync(inPlace("mine/precious"), "");
    const { status, stderr } = await run("extract", "home", "--to", "mine");
    expect(status).toBe(1);
    expect(stderr).toContain("thinsmith has not made it");
    expect(stderr).toContain("--replace");
    expect(existsSync(inPlace("mine/precious"))).toBe(true);
    expect((await run("extract", "home", "--to", "mine", "--replace")).status).toBe(0);
    expect(existsSync(inPlace("mine/precious"))).toBe(false);
  });

  it.runIf(isRoot)("leaves owners and devices to root, and says so", async () => {
    // A folder that another user may enter and write to.
    chmodSync(workplace.folder, 0o755);
    const place = inPlace("users");
    mkdirSync(place);
    chmodSync(place, 0o777);
    const wrapper = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const { status, stderr } = await thinsmith(
      workplace,
      ["extract", "rootfs", "--release", inPlace("odd.squashfs"), "--to", join(place, "out")],
      { wrapper },
    );
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining("2 device nodes are left out: only root can make them"),
    });
    expect(stderr).toContain("all of it belongs to you");
    expect(statSync(join(place, "out/dir/large"))).toMatchObject({ uid: 65534, mode: 0o100751 });
    expect(existsSync(join(place, "out/null"))).toBe(false);
    // What has no rights of its own is replaced all the same.
    chmodSync(join(place, "out/dir"), 0);
    const again = await thinsmith(
      workplace,
      ["extract", "rootfs", "--release", inPlace("odd.squashfs"), "--to", join(place, "out")],
      { wrapper },
    );
    expect(again.status).toBe(0);
    expect(readdirSync(place)).toEqual(["out"]);
  });
});

describe("the documentation", () => {
  it("names the commands", async () => {
    const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
    for (const command of ["inspect", "extract", "diff"]) expect(readme).toContain(`thinsmith ${command} `);
  });
});
