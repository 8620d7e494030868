import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Parts } from "../../../src/proof/look.ts";
import { cpioArchive } from "../../../src/release/files/write-cpio.ts";
import { makeElf } from "../files/elf.ts";
import { makeSquashfs, pack, paddedTo4 } from "../files/image-files.ts";

/** Files by path. A text that begins with "-> " is a link; null removes what is there. */
export type Tree = Readonly<Record<string, string | Buffer | null>>;

const loader = "/lib64/ld-linux-x86-64.so.2";
const program = (...needed: string[]) => makeElf({ interpreter: loader, needed });
const library = (...needed: string[]) => makeElf({ needed });
export const version = "6.12.1-amd64";

/** The least that is sound: systemd with a library in a folder of its own, a shell, a login, a service and its script. */
const soundRoot: Tree = {
  bin: "-> usr/bin",
  sbin: "-> usr/sbin",
  lib: "-> usr/lib",
  lib64: "-> usr/lib64",
  "usr/sbin/init": "-> ../lib/systemd/systemd",
  "usr/lib/systemd/systemd": makeElf({
    interpreter: loader,
    needed: ["libsystemd-shared.so", "libc.so.6"],
    runpath: "/usr/lib/x86_64-linux-gnu/systemd",
  }),
  "usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared.so": library("libmount.so.1", "libc.so.6"),
  "usr/lib/x86_64-linux-gnu/libmount.so.1": "-> libmount.so.1.1.0",
  "usr/lib/x86_64-linux-gnu/libmount.so.1.1.0": library("libc.so.6"),
  "usr/lib/x86_64-linux-gnu/libc.so.6": library("ld-linux-x86-64.so.2"),
  "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2": library(),
  "usr/lib64/ld-linux-x86-64.so.2": "-> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
  "usr/bin/sh": "-> dash",
  "usr/bin/dash": program("libc.so.6"),
  "usr/sbin/agetty": program("libc.so.6"),
  "usr/bin/serve": "#!/bin/sh -e\nexit 0\n",
  [`usr/lib/modules/${version}/modules.dep`]: "",
  "usr/lib/systemd/system/default.target": "-> graphical.target",
  "usr/lib/systemd/system/graphical.target":
    "[Unit]\nRequires=multi-user.target\nWants=display-manager.service\n",
  "usr/lib/systemd/system/multi-user.target": "[Unit]\nRequires=basic.target\n",
  "usr/lib/systemd/system/basic.target": "[Unit]\n",
  "usr/lib/systemd/system/getty.target": "[Unit]\n",
  "usr/lib/systemd/system/multi-user.target.wants/getty.target": "-> ../getty.target",
  "usr/lib/systemd/system/getty@.service": "[Service]\nExecStart=-/sbin/agetty --noclear %I\n",
  "usr/lib/systemd/system/ours.service": "[Service]\nExecStart=/usr/bin/serve \\\n  --all\n",
  "etc/systemd/system/getty.target.wants/getty@tty1.service": "-> /usr/lib/systemd/system/getty@.service",
  "etc/systemd/system/multi-user.target.wants/ours.service": "-> /usr/lib/systemd/system/ours.service",
  "etc/systemd/system/multi-user.target.wants/hidden.service": "-> /dev/null",
  "etc/systemd/system/hidden.service": "-> /dev/null",
};

const writeTree = (folder: string, tree: Tree): void => {
  for (const [path, content] of Object.entries(tree)) {
    if (content === null) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string" && content.startsWith("-> ")) symlinkSync(content.slice(3), file);
    else {
      writeFileSync(file, content);
      if (/bin\/|systemd$|\.so/.test(path)) chmodSync(file, 0o755);
    }
  }
};

/** The beginning of a kernel: the magic of its header, and its version. */
export const kernelOf = (text: string): Buffer => {
  const file = Buffer.alloc(4096);
  file.write("HdrS", 0x202);
  file.writeUInt16LE(0x300, 0x20e);
  file.write(`${text} (somebody@somewhere) #1 SMP\0`, 0x500);
  return file;
};

interface Changes {
  readonly root?: Tree;
  /** Paths in the initrd that are left out. */
  readonly without?: readonly string[];
  readonly initrdVersion?: string;
  readonly kernel?: Buffer;
  readonly squashfs?: Buffer;
}

/** The parts of a tiny image that is sound but for the changes, in a folder. @param tools programs of the initrd */
export const makeParts = (folder: string, tools: readonly string[], changes: Changes = {}): Parts => {
  const { root = {}, without = [], initrdVersion = version } = changes;
  rmSync(folder, { recursive: true, force: true });
  const tree = join(folder, "root");
  writeTree(tree, { ...soundRoot, ...root });
  const parts = {
    vmlinuz: join(folder, "vmlinuz"),
    initrd: join(folder, "initrd"),
    rootfs: join(folder, "rootfs.squashfs"),
  };
  if (changes.squashfs) writeFileSync(parts.rootfs, changes.squashfs);
  else makeSquashfs(tree, parts.rootfs, "-all-root");
  writeFileSync(parts.vmlinuz, changes.kernel ?? kernelOf(version));
  const scripts = ["init", "scripts/functions", "scripts/ram", ...tools.map((tool) => `usr/bin/${tool}`)];
  const module = `usr/lib/modules/${initrdVersion}`;
  const early = cpioArchive([
    { path: module, mode: 0o040755 },
    { path: `${module}/zram.ko`, mode: 0o100644 },
  ]);
  const main = cpioArchive(
    scripts
      .filter((path) => !without.includes(path))
      .map((path) => ({ path, mode: 0o100755, content: Buffer.from("#!/bin/sh\n") })),
  );
  writeFileSync(parts.initrd, Buffer.concat([paddedTo4(early), pack("zstd", main)]));
  return parts;
};
