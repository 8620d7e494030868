import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { look } from "../../../src/proof/look.ts";
import { bootTools } from "../../../src/proof/tools.ts";
import { makeElf } from "../../support/files/elf.ts";
import { dpkgFiles } from "../../support/releases/release.ts";
import { kernelOf, makeParts, type Tree } from "../../support/releases/sound-parts.ts";

const folder = mkdtempSync(join(tmpdir(), "thinsmith-proof-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tools = await bootTools();
type Changes = NonNullable<Parameters<typeof makeParts>[2]>;
/** What is found in an image that is sound but for the changes, as `check: problem`. */
const found = async (changes: Changes = {}, leftOut: readonly string[] = []): Promise<string[]> => {
  const findings = await look(makeParts(join(folder, "parts"), tools, changes), { leftOut });
  return findings.map(({ check, problem }) => `${check}: ${problem}`);
};
const foundIn = (root: Tree) => found({ root });
const lib = "usr/lib/x86_64-linux-gnu";
const units = "usr/lib/systemd/system";

describe("looking at the parts of an image", () => {
  it("finds nothing in one that is sound", async () => {
    expect(await found()).toEqual([]);
  });

  it.each<[string, Tree, string[]]>([
    ["init", { "usr/lib/systemd/systemd": null }, ["init: /sbin/init (init) is not in the image"]],
    [
      "init that is a link out of the image",
      { "usr/sbin/init": "-> ../../../../../../bin/sh", "usr/bin/sh": null, "usr/bin/bash": null },
      ["init: /sbin/init (init) is not in the image", "shell: /bin/sh (the shell) is not in the image"],
    ],
    [
      "a link in a circle",
      { "usr/bin/sh": "-> dash", "usr/bin/dash": "-> sh" },
      ["shell: /bin/sh (the shell) is not in the image"],
    ],
    [
      "a library of a library",
      { [`${lib}/libmount.so.1.1.0`]: null },
      [`init: libmount.so.1, which /${lib}/systemd/libsystemd-shared.so needs, is not in the image`],
    ],
    [
      "a library in the folder of its program's DT_RUNPATH",
      { [`${lib}/systemd/libsystemd-shared.so`]: null },
      ["init: libsystemd-shared.so, which /usr/lib/systemd/systemd needs, is not in the image"],
    ],
    [
      "what loads programs",
      { "usr/lib64/ld-linux-x86-64.so.2": null },
      ["init: /lib64/ld-linux-x86-64.so.2, which /sbin/init (init) and 2 more need, is not in the image"],
    ],
    [
      "a library for another processor alone",
      { [`${lib}/libmount.so.1.1.0`]: makeElf({ machine: 3 }) },
      [`init: /${lib}/libmount.so.1.1.0 cannot be loaded: it is for another processor`],
    ],
    [
      "a library that is damaged",
      { [`${lib}/libc.so.6`]: Buffer.from("\x7fELF\x02\x01", "latin1") },
      [`init: /${lib}/libc.so.6 cannot be loaded: it ends within its header`],
    ],
    [
      "what a script of a service is written for",
      { "usr/bin/serve": "#!/usr/bin/perl\n" },
      ["units: /usr/bin/perl (runs /usr/bin/serve) is not in the image"],
    ],
    [
      "what a service runs",
      { "usr/bin/serve": null },
      ["units: /usr/bin/serve (ours.service) is not in the image"],
    ],
    [
      "the login, which may fail by its unit",
      { "usr/sbin/agetty": null },
      ["units: /sbin/agetty (getty@tty1.service) is not in the image"],
    ],
    [
      "a unit that a link is there for",
      { [`${units}/ours.service`]: null },
      ["units: multi-user.target wants ours.service, which is not in the image"],
    ],
    [
      "a unit that is required",
      { [`${units}/basic.target`]: null },
      ["units: multi-user.target requires basic.target, which is not in the image"],
    ],
    [
      "the target of multi-user",
      { [`${units}/multi-user.target`]: null },
      ["units: graphical.target requires multi-user.target, which is not in the image"],
    ],
    [
      "the default target",
      { [`${units}/default.target`]: "-> gone.target" },
      ["units: default.target is not in the image, or leads nowhere"],
    ],
    [
      "the modules",
      { "usr/lib/modules/6.12.1-amd64/modules.dep": null, "usr/lib/modules/6.1.0/modules.dep": "" },
      ["kernel: the root has no modules of the kernel 6.12.1-amd64, only those of 6.1.0"],
    ],
  ])("misses %s", async (_, root, expected) => {
    expect(await foundIn(root)).toEqual(expected);
  });

  it("finds a library for the right processor behind one for another, and in folders of ld.so.conf", async () => {
    expect(
      await foundIn({
        [`${lib}/libmount.so.1`]: null,
        "usr/lib/i386-linux-gnu/libmount.so.1": makeElf({ machine: 3 }),
        "opt/lib/libmount.so.1": makeElf(),
        "etc/ld.so.conf": "include /etc/ld.so.conf.d/*.conf\n",
        "etc/ld.so.conf.d/a.conf": "# other\n/usr/lib/i386-linux-gnu\n",
        "etc/ld.so.conf.d/b.conf": "/opt/lib\n",
        "etc/ld.so.cache": "made",
      }),
    ).toEqual([]);
  });

  it("does not look into folders of ld.so.conf that are in no cache", async () => {
    expect(
      await foundIn({
        [`${lib}/libmount.so.1`]: null,
        "opt/lib/libmount.so.1": makeElf(),
        "etc/ld.so.conf": "/opt/lib\n",
      }),
    ).toEqual([`init: libmount.so.1, which /${lib}/systemd/libsystemd-shared.so needs, is not in the image`]);
  });

  it("follows $ORIGIN, and DT_RPATH of what loaded a library", async () => {
    expect(
      await foundIn({
        "usr/lib/systemd/systemd": makeElf({
          interpreter: "/lib64/ld-linux-x86-64.so.2",
          needed: ["libfirst.so"],
          rpath: "$ORIGIN/own",
        }),
        "usr/lib/systemd/own/libfirst.so": makeElf({ needed: ["libsecond.so"] }),
        "usr/lib/systemd/own/libsecond.so": makeElf(),
      }),
    ).toEqual([]);
  });

  it("misses no service whose condition the image does not meet, and no program of a line that may fail", async () => {
    expect(
      await foundIn({
        "usr/bin/serve": null,
        [`${units}/ours.service`]:
          "[Unit]\nConditionPathExists=/usr/bin/serve\n[Service]\nExecStart=/usr/bin/serve\n",
      }),
    ).toEqual([]);
    expect(
      await foundIn({
        "usr/bin/serve": null,
        [`${units}/ours.service`]: "[Service]\nExecStart=-/usr/bin/serve\n",
      }),
    ).toEqual([]);
  });

  it("takes a program from a drop-in in place of the unit's", async () => {
    expect(
      await foundIn({
        "usr/bin/serve": null,
        "etc/systemd/system/ours.service.d/run.conf": "[Service]\nExecStart=\nExecStart=/bin/sh -c true\n",
      }),
    ).toEqual([]);
  });

  it("misses no unit of a package that the settings leave out", async () => {
    const root = {
      [`${units}/ours.service`]: null,
      ...dpkgFiles({ ours: { version: "1", files: ["/lib/systemd/system/ours.service"] } }),
    };
    expect(await found({ root })).toHaveLength(1);
    expect(await found({ root }, ["ours"])).toEqual([]);
    expect(await found({ root }, ["other"])).toHaveLength(1);
  });

  it("says one thing of many that lack the same", async () => {
    const [first, ...others] = await foundIn({ [`${lib}/libc.so.6`]: null });
    expect(first).toBe(
      "init: libc.so.6, which /usr/lib/systemd/systemd and 2 more need, is not in the image",
    );
    expect(others).toEqual([]);
  });
});

describe("kernel and initrd", () => {
  it("have to be of one version", async () => {
    expect(await found({ kernel: kernelOf("6.99.0") })).toEqual([
      "kernel: the root has no modules of the kernel 6.99.0, only those of 6.12.1-amd64",
      "initrd: the initrd has no modules of the kernel 6.99.0, only those of 6.12.1-amd64",
    ]);
    expect(await found({ initrdVersion: "6.1.0" })).toEqual([
      "initrd: the initrd has no modules of the kernel 6.12.1-amd64, only those of 6.1.0",
    ]);
  });

  it("need the boot script and its tools", async () => {
    expect(await found({ without: ["scripts/ram", "usr/bin/curl", "usr/bin/busybox"] })).toEqual([
      "initrd: the initrd has no /scripts/ram",
      "initrd: the boot script needs busybox, curl, which the initrd lacks",
    ]);
  });

  it("that is no kernel is said", async () => {
    expect(await found({ kernel: Buffer.from("a kernel") })).toEqual([
      "kernel: vmlinuz is no kernel for x86 that says its version",
    ]);
  });
});

it("a root that cannot be read is a finding, not a crash", async () => {
  const [said, ...more] = await found({ squashfs: Buffer.concat([Buffer.from("hsqs"), Buffer.alloc(100)]) });
  expect(said).toMatch(/^root: .* is damaged: /);
  expect(more).toEqual([]);
});
