import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageGroups } from "../../../src/contents/packages.ts";
import { setuidFiles, worldWritable } from "../../../src/image/audit.ts";
import { findDuplicates } from "../../../src/image/duplicates.ts";
import { excludePattern } from "../../../src/image/exclude-pattern.ts";
import { findMissingFirmware } from "../../../src/image/firmware/missing.ts";
import { builtinFirmware, ModinfoReader } from "../../../src/image/firmware/modinfo.ts";
import type { Part } from "../../../src/image/image.ts";
import { kernelVersions } from "../../../src/image/kernels.ts";
import { largestFiles } from "../../../src/image/largest.ts";
import { followLink, resolve } from "../../../src/image/links.ts";
import { loadTree } from "../../../src/image/load.ts";
import { openImage } from "../../../src/image/open.ts";
import { filesOf, packagesBelow } from "../../../src/image/system/package-files.ts";
import { readSystem, type System } from "../../../src/image/system/read-system.ts";
import { reasonText } from "../../../src/image/system/reasons.ts";
import type { Tree } from "../../../src/image/tree.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { entry, treeOf } from "../../support/files/entries.ts";
import { makeSquashfs, pack } from "../../support/files/image-files.ts";
import { dpkgFiles, makeFiles } from "../../support/releases/release.ts";

let folder: string;
let part: Part;
let tree: Tree;
let system: System;
const settings = parseSettings({
  version: 1,
  kernel: { firmware: ["realtek"] },
  packages: { roles: ["ssh"], drivers: ["mesa"], install: ["vim"] },
});

const modinfo = (name: string, ...firmware: string[]) =>
  Buffer.from(
    `\x7fELF\0\0license=GPL\0${firmware.map((file) => `firmware=${file}\0`).join("")}parm=name:x\0name=${name}\0retpoline=Y\0vermagic=6.1 SMP\0\0${"\0code\0".repeat(50)}`,
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "thinsmith-test-"));
  const root = join(folder, "root");
  makeFiles(root, {
    ...dpkgFiles({
      dpkg: { version: "1", files: ["/usr/bin/dpkg", "/usr/bin/sh"], essential: true, depends: "tar-tool" },
      "tar-tool": { version: "1", files: ["/usr", "/usr/bin", "/bin/tar", "/etc/tar.conf"] },
      "openssh-server": {
        version: "1:10",
        files: ["/usr/sbin/sshd"],
        depends: "libcrypt (>= 2) | nothing, virtual",
      },
      libcrypt: { version: "2", files: ["/usr/lib/libcrypt.so", "/usr/share/crypt", "/usr/share/crypt/a"] },
      provider: { version: "1", files: ["/lib/provider.so"] },
      vim: { version: "9", files: ["/usr/bin/vim", "/usr/share/doc/vim/copyright"], depends: "libcrypt" },
      "firmware-realtek": { version: "1", files: ["/usr/lib/firmware/rtl/a.bin"] },
      dash: { version: "0.5", files: ["/bin/sh"] },
      lost: { version: "1", files: ["/usr/bin/lost"] },
    }),
    "var/lib/dpkg/diversions": "/usr/bin/sh\n/usr/bin/sh.distrib\ndash\n",
    "etc/passwd":
      "root:x:0:0:root:/root:/bin/sh\nclient:x:1000:1000::/home/client:/bin/sh\nevil\x1b[2J:x:66:66\n",
    "etc/group": "root:x:0:\ntty:x:5:\n",
    "etc/tar.conf": "conf",
    "usr/bin/dpkg": "dpkg",
    "usr/bin/sh": "dash's own",
    "usr/bin/sh.distrib": "diverted",
    "usr/bin/tar": "tar!!",
    "usr/bin/vim": "vim".repeat(100),
    "usr/sbin/sshd": "sshd",
    "usr/lib/libcrypt.so": "crypt".repeat(50),
    "usr/lib/provider.so": "provider",
    "usr/share/crypt/a": "same content",
    "usr/share/crypt/b": "same content",
    "usr/share/crypt/c": "other conten",
    "usr/lib/firmware/rtl/a.bin": "a",
    "usr/lib/firmware/rtl/b.bin.xz": "b",
    "usr/lib/modules/6.1.0/a.ko": modinfo("a", "rtl/a.bin", "rtl/none.bin"),
    "usr/lib/modules/6.1.0/b.ko.xz": pack("xz", modinfo("b", "rtl/b.bin", "rtl/*.bin", "brcm/*.txt")),
    "usr/lib/modules/6.1.0/c.ko.xz": pack("xz", modinfo("c", "c.fw")),
    "usr/lib/modules/6.1.0/d.ko.zst": pack("zstd", modinfo("d", "d.fw")),
    "usr/lib/modules/6.1.0/e.ko.gz": pack("gzip", modinfo("e", "e.fw")),
    "usr/lib/modules/6.1.0/modules.builtin.modinfo": "f.license=GPL\0f.firmware=f.fw\0f.firmware=rtl/a.bin\0",
  });
  for (const name of ["bin", "lib"]) symlinkSync(`usr/${name}`, join(root, name));
  makeSquashfs(root, join(folder, "image"), "-all-root");
  part = (await openImage(join(folder, "image"))).parts[0] as Part;
  tree = await loadTree(part);
  system = await readSystem(part, tree, { settings });
});
afterAll(() => rmSync(folder, { recursive: true }));

const ownerOf = (path: string) => system.ownerOf(tree.find(path) ?? -1)?.name;
const packageCalled = (name: string) => system.packages.find((one) => one.name === name);

describe("the system in an image", () => {
  it("knows whose a file is, through merged directories and diversions", () => {
    expect(ownerOf("usr/bin/dpkg")).toBe("dpkg");
    expect(ownerOf("usr/bin/tar")).toBe("tar-tool");
    expect(ownerOf("usr/lib/provider.so")).toBe("provider");
    // dash has taken /usr/bin/sh for itself; that of dpkg lies elsewhere.
    expect(ownerOf("usr/bin/sh")).toBe("dash");
    expect(ownerOf("usr/bin/sh.distrib")).toBe("dpkg");
    expect(ownerOf("usr/share/crypt")).toBe("libcrypt");
    expect(ownerOf("usr/share/crypt/b")).toBeUndefined();
    expect(ownerOf("etc/passwd")).toBeUndefined();
  });

  it("has each package with its size in the image and why it is there", () => {
    expect(packageCalled("vim")).toMatchObject({
      version: "9",
      imageBytes: 300,
      installedBytes: 8192,
      files: 1,
      leftOut: 1,
      description: "what vim is for",
    });
    const reasons = Object.fromEntries(
      system.packages.map(({ name, reason }) => [name, reason && reasonText(reason)]),
    );
    expect(reasons).toEqual({
      dash: undefined,
      dpkg: "every system",
      "firmware-realtek": "firmware realtek",
      libcrypt: "role ssh (dependency)",
      lost: undefined,
      "openssh-server": "role ssh",
      provider: undefined,
      "tar-tool": "every system (dependency)",
      vim: "chosen",
    });
    expect(packageCalled("libcrypt")?.neededBy).toEqual(["openssh-server", "vim"]);
    expect(packageCalled("lost")).toMatchObject({ files: 0, imageBytes: 0, leftOut: 1 });
  });

  it("has names for its users, harmless to print", () => {
    expect([...system.users]).toEqual([
      [0, "root"],
      [1000, "client"],
      [66, "evil"],
    ]);
    expect(system.groups.get(5)).toBe("tty");
  });

  it("sums packages below a directory, and finds a package's files", () => {
    const below = packagesBelow(tree, system, tree.find("usr/bin") ?? 0);
    expect(below.map((share) => [share.package.name, share.bytes, share.files])).toEqual([
      ["vim", 300, 1],
      ["dpkg", 12, 2],
      ["dash", 10, 1],
      ["tar-tool", 5, 1],
    ]);
    const vim = packageCalled("vim");
    expect(vim && filesOf(tree, system, vim).map((node) => tree.path(node))).toEqual(["usr/bin/vim"]);
  });

  it("is none where there is no dpkg", async () => {
    makeFiles(join(folder, "bare"), { "etc/hostname": "bare\n" });
    makeSquashfs(join(folder, "bare"), join(folder, "bare.squashfs"));
    const bare = (await openImage(join(folder, "bare.squashfs"))).parts[0] as Part;
    expect(await readSystem(bare, await loadTree(bare))).toMatchObject({ packages: [], users: new Map() });
  });

  it("names every group of packages that are asked of apt", () => {
    expect(new Set(packageGroups(settings).map(({ kind }) => kind))).toEqual(
      new Set(["client", "kernel", "firmware", "network", "role", "driver", "chosen"]),
    );
    const packer = (compression: string) =>
      packageGroups(parseSettings({ version: 1, initrd: { compression } }))[0]?.packages;
    expect(packer("lz4")).toContain("lz4");
    expect(packer("xz")).toContain("xz-utils");
  });
});

describe("lists", () => {
  it("of duplicates hold files of the same content alone", async () => {
    const groups = await findDuplicates(part, tree);
    expect(
      groups.map(({ nodes, bytes, repeated }) => [nodes.map((node) => tree.path(node)), bytes, repeated]),
    ).toEqual([[["usr/share/crypt/a", "usr/share/crypt/b"], 12, 12]]);
  });

  it("of the largest files begin with the largest, and can be of one directory", () => {
    expect(largestFiles(tree, 2).map((node) => tree.path(node))).toEqual([
      "var/lib/dpkg/status",
      "usr/lib/modules/6.1.0/a.ko",
    ]);
    const below = tree.find("usr/bin") ?? 0;
    expect(largestFiles(tree, 2, { below }).map((node) => tree.name(node))).toEqual(["vim", "sh"]);
    expect(largestFiles(tree, 10_000)).toHaveLength(tree.totalFiles(0) - 2);
  });

  it("of files with rights that are worth a look", () => {
    const odd = treeOf([
      entry("a", { mode: 0o4755 }),
      entry("b", { mode: 0o2755 }),
      entry("c", { mode: 0o666 }),
      entry("tmp", { type: "directory", mode: 0o1777 }),
      entry("open", { type: "directory", mode: 0o2777 }),
      entry("l", { type: "link", mode: 0o777 }),
    ]);
    expect(setuidFiles(odd).map(odd.name)).toEqual(["a", "b"]);
    expect(worldWritable(odd).map(odd.name)).toEqual(["c", "open"]);
  });

  it("of missing firmware tell what modules name and the image has not, however they are packed", async () => {
    expect(kernelVersions(tree)).toEqual(["6.1.0"]);
    expect(await findMissingFirmware(part, tree)).toEqual({
      modules: 5,
      missing: [
        { module: "a", firmware: ["rtl/none.bin"] },
        { module: "b", firmware: ["brcm/*.txt"] },
        { module: "c", firmware: ["c.fw"] },
        { module: "d", firmware: ["d.fw"] },
        { module: "e", firmware: ["e.fw"] },
        { module: "f", firmware: ["f.fw"] },
      ],
    });
  });
});

describe("what modules say of themselves", () => {
  it.each([1, 3, 50, 10_000])("is read in chunks of %i bytes", (chunk) => {
    const bytes = Buffer.concat([modinfo("one", "a.fw", "b.fw"), modinfo("two"), modinfo("three", "c.fw")]);
    const reader = new ModinfoReader();
    const found = [];
    for (let at = 0; at < bytes.length; at += chunk)
      found.push(...reader.write(bytes.subarray(at, at + chunk)));
    expect(found).toEqual([
      { module: "one", firmware: ["a.fw", "b.fw"] },
      { module: "three", firmware: ["c.fw"] },
    ]);
  });

  it("takes no harm from what is none", () => {
    const reader = new ModinfoReader();
    for (let count = 0; count < 50; count += 1) reader.write(Buffer.alloc(100_000, "\0firmware="));
    expect(builtinFirmware(Buffer.from("nonsense\0=\0a.firmware=\0"))).toEqual([]);
  });
});

describe("links", () => {
  const linked = treeOf([
    entry("usr/lib/a.so.1"),
    entry("usr/lib/a.so", { type: "link", target: "a.so.1" }),
    entry("lib", { type: "link", target: "usr/lib" }),
    entry("etc/alternatives/vi", { type: "link", target: "/usr/bin/../lib/a.so" }),
    entry("usr/bin/vi", { type: "link", target: "../../etc/alternatives/vi" }),
    entry("round/a", { type: "link", target: "b" }),
    entry("round/b", { type: "link", target: "a" }),
    entry("broken", { type: "link", target: "/nowhere" }),
    entry("up", { type: "link", target: "../../../../usr" }),
    entry("bomb", { type: "link", target: "bomb/bomb/bomb" }),
  ]);
  it.each([
    ["/lib/a.so", "usr/lib/a.so.1"],
    ["usr/bin/vi", "usr/lib/a.so.1"],
    ["up/lib", "usr/lib"],
  ])("%s leads to %s", (path, end) => {
    const node = resolve(linked, path) as number;
    expect(linked.path(node)).toBe(end);
  });

  it.each(["round/a", "broken", "bomb", "usr/bin/none"])("%s leads nowhere", (path) => {
    expect(resolve(linked, path)).toBeUndefined();
  });

  it("are followed from where they are", () => {
    const follow = (path: string) => {
      const node = followLink(linked, linked.find(path) ?? 0);
      return node === undefined ? undefined : linked.path(node);
    };
    expect(["lib", "usr/bin/vi", "broken", "usr"].map(follow)).toEqual([
      "usr/lib",
      "usr/lib/a.so.1",
      undefined,
      undefined,
    ]);
  });
});

describe("what is added to the excludes", () => {
  it.each([
    ["usr/share/doc", true, "usr/share/doc/*"],
    ["usr/bin/vim", false, "usr/bin/vim"],
    ["usr/bin/[", false, undefined],
    ["a b", false, undefined],
    ["../up", true, undefined],
    ["", true, undefined],
  ])("of %s is what the settings take", (path, directory, pattern) => {
    expect(excludePattern(path, directory)).toBe(pattern);
  });
});
