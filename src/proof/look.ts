import { partOf } from "../image/identify.ts";
import type { Part, PartName, ReadOptions } from "../image/image.ts";
import { kernelVersions } from "../image/kernels.ts";
import { loadTree } from "../image/load.ts";
import { openSource } from "../image/source.ts";
import { CancelledError, ThinsmithError } from "../system/errors.ts";
import { sanitize } from "../system/text.ts";
import type { Finding } from "./finding.ts";
import { lookAtInitrd } from "./initrd.ts";
import { kernelVersionOf } from "./kernel.ts";
import { filesOf, listsOf } from "./left-out.ts";
import { loaderFiles } from "./libraries.ts";
import { Programs, type Wanted } from "./programs.ts";
import { Root } from "./root.ts";
import { bootTools } from "./tools.ts";
import { Units } from "./units.ts";

/** Paths of the finished parts of an image. */
export interface Parts {
  readonly vmlinuz: string;
  readonly initrd: string;
  readonly rootfs: string;
}

export interface LookOptions extends ReadOptions {
  /** Packages whose files the settings leave out of the root. */
  readonly leftOut?: readonly string[];
}

/** What the kernel and the boot script start in the root. */
const first: readonly Wanted[] = [
  { check: "init", path: "/sbin/init", of: "init" },
  { check: "shell", path: "/bin/sh", of: "the shell" },
];

const lookAtModules = (root: Root, version: string | undefined): Finding[] => {
  const folder = `/lib/modules/${version}`;
  if (version === undefined || root.file(`${folder}/modules.dep`) !== undefined) return [];
  const versions = kernelVersions(root.tree);
  if (versions.includes(version))
    return [{ check: "kernel", problem: `${folder}/modules.dep is not in the image` }];
  const instead = versions.length > 0 ? `, only those of ${versions.join(", ")}` : "";
  return [{ check: "kernel", problem: `the root has no modules of the kernel ${version}${instead}` }];
};

const lookAtRoot = async (part: Part, version: string | undefined, options: LookOptions) => {
  const root = new Root(await loadTree(part, options), part, options);
  const lists = listsOf(root, options.leftOut ?? []);
  await root.load([...loaderFiles(root), ...Units.files(root), ...lists, ...first.map(({ path }) => path)]);
  const units = new Units(root, filesOf(root, lists, options.leftOut ?? [])).look();
  const programs = await new Programs(root).check([...first, ...units.programs]);
  return [...programs, ...lookAtModules(root, version), ...units.findings];
};

/** What `read` finds; a part that cannot be read is a finding as well. */
const orUnreadable = async (check: string, read: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ThinsmithError) || error instanceof CancelledError) throw error;
    return [{ check, problem: sanitize(error.message).replace(/\.$/, "") }];
  }
};

/**
 * Looks at the finished parts of an image, and says what is not sound: what starts first is there with its libraries, the
 * modules are those of the kernel, the units of the default target exist, the boot script has its tools. Reads them, and
 * runs nothing of them.
 * @throws CancelledError if the signal aborts
 */
export const look = async (
  { vmlinuz, initrd, rootfs }: Parts,
  options: LookOptions = {},
): Promise<Finding[]> => {
  const version = await kernelVersionOf(vmlinuz);
  const open = async (path: string, name: PartName) => partOf(await openSource(path), name, options);
  const found = await Promise.all([
    orUnreadable("root", async () => lookAtRoot(await open(rootfs, "rootfs"), version, options)),
    orUnreadable("initrd", async () =>
      lookAtInitrd(await loadTree(await open(initrd, "initrd"), options), await bootTools(), version),
    ),
  ]);
  const kernel: Finding[] =
    version === undefined
      ? [{ check: "kernel", problem: "vmlinuz is no kernel for x86 that says its version" }]
      : [];
  return [...found.flat(), ...kernel];
};
