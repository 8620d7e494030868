import { constants, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { create } from "tar";
import { amd64 } from "../../../distributions/architecture.ts";
import { type DistributionName, distributions } from "../../../distributions/distributions.ts";
import type { Settings } from "../../../settings/schema.ts";
import { demandSpace } from "../../../system/disk.ts";
import { UsageError } from "../../../system/errors.ts";
import { exists, makeDirectory } from "../../../system/files.ts";
import { removeTree, runInNamespace } from "../../../system/namespace.ts";
import { ownProcess } from "../../../system/owner.ts";
import { cacheDirectory, packageRoot } from "../../../system/paths.ts";
import { run } from "../../../system/process.ts";
import { makeTree } from "../../local/bootstrap.ts";
import { vagrantHome } from "../plugins.ts";
import { ownBox } from "./known-boxes.ts";

/** Size of the disk of a machine. Its file grows as data is written. */
const diskGiB = 20;
/** Tree, disk and box exist at the same time. */
const neededBytes = 3 * 1024 ** 3;

export interface BoxOptions {
  /** A distribution for which boxes can be made. */
  readonly distribution: DistributionName;
  readonly suite: string;
  readonly mirror: Settings["base"]["mirror"];
  /** Package of the machines' kernel. */
  readonly kernel: string;
  /** Path for a copy of the box file, from `outputFile`. */
  readonly output?: string | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Shows the current step, one line. */
  readonly step: (line: string) => void;
}

/** Makes Vagrant ignore a project in the working directory. */
const aside = (directory: string) => ({
  VAGRANT_CWD: directory,
  VAGRANT_CHECKPOINT_DISABLE: "1",
  VAGRANT_NO_COLOR: "1",
});

/** The public part of Vagrant's well-known key. In each machine Vagrant replaces it by a new key. */
const firstKey = async (work: string, signal: AbortSignal): Promise<string> => {
  // Vagrant writes the key when it runs any command.
  await run(["vagrant", "box", "list"], { signal, env: aside(work) });
  return (
    await run(["ssh-keygen", "-y", "-f", join(vagrantHome(), "insecure_private_key")], { signal })
  ).trim();
};

/** The path of a file that is written at the end. @throws UsageError if it cannot be written */
export const outputFile = async (output: string): Promise<string> => {
  const file = resolve(output);
  const remedy = "Give --output the name of a file in a folder that you may write to, such as trixie.box.";
  if ((await stat(file).catch(() => undefined))?.isDirectory())
    throw new UsageError(`${file} is a folder.`, remedy);
  if (!(await exists(dirname(file), constants.W_OK)))
    throw new UsageError(`${dirname(file)} is no folder that this user may write to.`, remedy);
  return file;
};

/**
 * Makes a base box for libvirt from a distribution's packages and adds it to Vagrant, without Vagrant Cloud.
 * @returns the name of the box
 * @throws ThinsmithError if something is missing, CommandError if a tool fails
 */
export const makeBox = async ({
  distribution,
  suite,
  mirror,
  kernel,
  output,
  signal,
  log,
  step,
}: BoxOptions): Promise<string> => {
  // Named like an incomplete stage: if we are killed, the next build removes it.
  const work = join(cacheDirectory(), "stages", `.making-${await ownProcess()}-box`);
  await makeDirectory(work);
  await demandSpace(work, neededBytes, "making a box");
  try {
    step("packages");
    const { components, template } = distributions[distribution];
    await makeTree(
      {
        distribution,
        suite,
        mirror,
        components: components(suite, true),
        architecture: amd64,
        packages: template.boxPackages?.(kernel) ?? [],
      },
      { output: work, signal, log, progress: (_, detail) => detail && log(detail) },
    );
    const tree = join(work, "tree");
    const disk = join(work, "disk");
    if (!(await readdir(join(tree, "boot"))).some((name) => name.startsWith("vmlinuz-")))
      throw new UsageError(
        `The package ${kernel} brings no kernel.`,
        "Give --kernel one such as linux-image-amd64.",
      );
    step("disk");
    await runInNamespace(
      [join(packageRoot(), "src/builders/vagrant/boxes/box.sh"), tree, disk, String(diskGiB)],
      {
        signal,
        onLine: log,
        env: { THINSMITH_KEY: await firstKey(work, signal) },
      },
    );
    await removeTree(tree);
    step("packing");
    const options = ["-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd", "-m", "2", "-W"];
    await run(["qemu-img", "convert", ...options, disk, join(work, "box.img")], { signal, onLine: log });
    await writeFile(
      join(work, "metadata.json"),
      JSON.stringify({ provider: "libvirt", format: "qcow2", virtual_size: diskGiB }),
    );
    await writeFile(join(work, "Vagrantfile"), "");
    const box = join(work, "package.box");
    await create({ cwd: work, file: box, portable: true }, ["metadata.json", "Vagrantfile", "box.img"]);
    step("handing it to Vagrant");
    const name = ownBox(suite);
    await run(["vagrant", "box", "add", "--force", "--provider", "libvirt", "--name", name, box], {
      signal,
      onLine: log,
      env: aside(work),
    });
    if (output === undefined) return name;
    const partial = `${output}.partial`;
    try {
      await run(["cp", box, partial], { signal });
      await rename(partial, output);
    } finally {
      await rm(partial, { force: true });
    }
    return name;
  } finally {
    await removeTree(work);
  }
};
