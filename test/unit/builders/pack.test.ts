import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { excludeSizes, measureExcluded } from "../../../src/builders/local/excluded.ts";
import { compressionOptions, packingFiles } from "../../../src/builders/tree/pack.ts";
import { treeEnvironment, treeScript } from "../../../src/builders/tree/script.ts";
import { parseSettings } from "../../../src/settings/parse.ts";

let tree: string;
const put = async (path: string, content = "x") => {
  await mkdir(join(tree, path, ".."), { recursive: true });
  await writeFile(join(tree, path), content);
};

const packageFiles = (packages: readonly string[]): string[] =>
  execFileSync(treeScript("package-files.sh"), [tree, ...packages], {
    encoding: "utf8",
    env: { ...process.env, ...treeEnvironment("debian") },
  })
    .split("\n")
    .filter(Boolean);

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "thinsmith-tree-"));
  await put("usr/bin/grub-install");
  await put("usr/bin/[");
  await put("usr/share/doc/grub/copyright");
  await put("etc/fstab", "UUID=1 / ext4\n");
  await put("etc/machine-id", "0123\n");
  await put("etc/network/interfaces", "static\n");
  await put("etc/ssh/ssh_host_rsa_key", "secret");
  await put("var/log/dpkg.log");
  await symlink("/usr/share/zoneinfo/UTC", join(tree, "etc/localtime"));
  await put(
    "var/lib/dpkg/info/grub-common.list",
    "/.\n/bin\n/bin/grub-install\n/usr\n/usr/share\n/usr/share/doc\n/usr/share/doc/grub\n/usr/share/doc/grub/copyright\n",
  );
  await put("var/lib/dpkg/info/coreutils.list", "/.\n/usr\n/usr/bin\n/usr/bin/[\n");
});
afterAll(() => rm(tree, { recursive: true }));

describe("packing", () => {
  it("finds a package's files, not the directories that others share, and follows merged directories", async () => {
    expect(packageFiles(["grub-common"])).toEqual(["usr/bin/grub-install", "usr/share/doc/grub/copyright"]);
    expect(packageFiles(["not-installed"])).toEqual([]);
  });

  it("makes, with mksquashfs alone, an image that differs from its tree where it must", async () => {
    const settings = parseSettings({ version: 1, exclude: { packages: ["grub-common", "coreutils"] } });
    const files = packageFiles(settings.exclude.packages);
    const { excludes, pseudo } = packingFiles(settings, "ifupdown", files);
    const [ef, pf, image] = ["ef", "pf", "image"].map((name) => `${tree}.${name}`) as [
      string,
      string,
      string,
    ];
    await writeFile(ef, excludes);
    await writeFile(pf, pseudo);
    execFileSync("mksquashfs", [
      tree,
      image,
      "-noappend",
      "-quiet",
      "-no-progress",
      "-wildcards",
      "-pf",
      pf,
      "-ef",
      ef,
    ]);
    const listing = execFileSync("unsquashfs", ["-lln", image], { encoding: "utf8" });
    await Promise.all([ef, pf, image].map((path) => rm(path)));
    expect(listing).toMatch(/squashfs-root\/etc\/localtime -> \/run\/localtime/);
    expect(listing).toMatch(/squashfs-root\/etc\/network\/interfaces -> \/tmp\/interfaces/);
    expect(listing).toMatch(/squashfs-root\/var\/log\n/);
    expect(listing).not.toMatch(/dpkg\.log|ssh_host|grub-install|bin\/\[/);
    expect(listing).toMatch(/ 0 .*squashfs-root\/etc\/fstab/);
    expect(listing).toMatch(/ 0 .*squashfs-root\/etc\/machine-id/);
  });

  it("runs what needs a terminal on one, with its words and its status as they are", () => {
    const words = ["it's", "a 'b' c", "$HOME", "\\", "`id`", "", "*"];
    const shell = 'test -t 1 || exit 1; for word; do printf "%s\\n" "$word"; done; exit 7';
    const { stdout, status } = spawnSync(treeScript("on-terminal.sh"), ["sh", "-c", shell, "sh", ...words], {
      encoding: "utf8",
      env: { ...process.env, SHELL: "/bin/false" },
    });
    expect(stdout.split("\r\n")).toEqual([...words, ""]);
    expect(status).toBe(7);
  });

  it("measures what the excludes take out as mksquashfs takes it out", async () => {
    for (const path of ["a/.hidden", "a/b/c", "a/b/.d/e", "a/bc/x.so.1", "ab/b/c", ".a/b", "a+b/c"]) {
      await put(`var/wild/${path}`, "12345");
    }
    const sets = [
      ["var/wild/a/*"],
      ["var/wild/?/b"],
      ["var/wild/*/b/*", "var/wild/.a"],
      ["var/wild/a/b*"],
      ["var/wild/a+?/*", "var/wild/*/*/x.so.?"],
      ["var/wild/a/b/.d/*", "var/*"],
    ];
    const count = (output: string) =>
      output.split("\n").filter((line) => /^-.*\/var\/wild\//.test(line)).length;
    const image = `${tree}.image`;
    for (const paths of sets) {
      execFileSync("mksquashfs", [
        tree,
        image,
        "-noappend",
        "-quiet",
        "-no-progress",
        "-wildcards",
        "-e",
        ...paths,
      ]);
      const left = count(execFileSync("unsquashfs", ["-lln", image], { encoding: "utf8" }));
      const measured = await measureExcluded(tree, "debian", { paths, packages: [] });
      const others = paths.includes("var/*") ? 3 : 0;
      expect([paths, measured.reduce((sum, { files }) => sum + files, 0) - others]).toEqual([
        paths,
        7 - left,
      ]);
    }
    await rm(image);
    await rm(join(tree, "var/wild"), { recursive: true });
  });

  it("tells for each line what it takes out, and for packages that are installed", async () => {
    const exclude = {
      paths: ["var/log/*", "usr/share/doc/*", "nothing/*"],
      packages: ["grub-common", "coreutils"],
    };
    expect(await measureExcluded(tree, "debian", exclude)).toEqual([
      { what: "var/log/*", kind: "path", files: 1, bytes: 1 },
      { what: "usr/share/doc/*", kind: "path", files: 1, bytes: 1 },
      { what: "grub-common", kind: "package", files: 1, bytes: 1 },
      { what: "coreutils", kind: "package", files: 1, bytes: 1 },
    ]);
    // For choosing, each path counts for itself.
    expect(await excludeSizes(tree, ["usr/*", "usr/share/doc/*"])).toEqual(
      new Map([
        ["usr/*", 3],
        ["usr/share/doc/*", 1],
      ]),
    );
  });

  it.each([
    [{ compression: "zstd", level: 19 }, ["-comp", "zstd", "-b", "128K", "-Xcompression-level", "19"]],
    [{ compression: "gzip", level: 9 }, ["-comp", "gzip", "-b", "128K", "-Xcompression-level", "9"]],
    [{ compression: "xz" }, ["-comp", "xz", "-b", "128K"]],
    [{ compression: "lz4", level: 1 }, ["-comp", "lz4", "-b", "128K"]],
    [{ compression: "lz4", level: 9, blockSize: "1M" }, ["-comp", "lz4", "-b", "1M", "-Xhc"]],
  ] as const)("tells mksquashfs %j as %j", (rootfs, options) => {
    expect(compressionOptions(parseSettings({ version: 1, rootfs }))).toEqual(options);
  });
});
