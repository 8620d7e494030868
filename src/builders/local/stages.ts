import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAdditions } from "../../contents/write-additions.ts";
import { type OpenBuilder, runs, type StageContext, type StageRunner } from "../../pipeline/builder.ts";
import { writeRoleSteps } from "../../pipeline/inputs/role-steps.ts";
import { readMadeWith, writeMadeWith } from "../../pipeline/made-with.ts";
import type { Settings } from "../../settings/schema.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { runInNamespace } from "../../system/namespace.ts";
import { packageRoot } from "../../system/paths.ts";
import { collectedFiles } from "../../trust/sbom/collected.ts";
import type { CustomizeInputs, InitrdInputs, RootfsInputs } from "../tree/definitions.ts";
import { proofStages } from "../tree/definitions.ts";
import { followInitrd } from "../tree/follow-initrd.ts";
import { makeHashTree } from "../tree/hash-tree.ts";
import { followPacking, packCommand, packingFiles } from "../tree/pack.ts";
import { prove } from "../tree/prove.ts";
import { treeEnvironment, treeScript } from "../tree/script.ts";
import { bootstrap } from "./bootstrap.ts";
import * as definitions from "./definitions.ts";
import { filesOf, measureExcluded } from "./excluded.ts";
import { shellIn } from "./shell.ts";
import { archiveTools, packingTools } from "./tools.ts";

const treeOf = (context: Pick<StageContext, "input">) => join(context.input("customize"), "tree");

/** What a result that a stage reads was made with, and its date as programs are told it. */
const originOf = async ({ input }: Pick<StageContext, "input">, from: "bootstrap" | "customize") => {
  const made = await readMadeWith(input(from));
  if (!made.lock) throw new Error(`a result of ${from} without its date`);
  const epoch = String(made.lock.epoch);
  return { made, epoch, env: { SOURCE_DATE_EPOCH: epoch } };
};

/** @param settings where files are taken from that roles' scripts get; what they hold is an input, by their sums */
const customize =
  (settings: Settings): StageRunner<CustomizeInputs> =>
  async ({ inputs, output, input, signal, log, progress }) => {
    const { made, env } = await originOf({ input }, "bootstrap");
    const additions = join(output, "additions");
    await writeAdditions(inputs.additions, additions);
    await writeRoleSteps(inputs.steps, settings, additions, { signal, log });
    const command = [
      treeScript("customize.sh"),
      join(input("bootstrap"), "tree"),
      output,
      join(packageRoot(), "src/guest/root"),
      inputs.network,
      inputs.user,
      String(inputs.autologin),
      ...inputs.remove,
    ];
    await runInNamespace(command, {
      signal,
      env: {
        ...treeEnvironment(inputs.distribution),
        ...env,
        THINSMITH_PASSWORD: inputs.passwordHash ?? "!",
        THINSMITH_ADDITIONS: additions,
      },
      onLine(line) {
        log(line);
        progress(undefined, line);
      },
    });
    await rm(additions, { recursive: true });
    await writeMadeWith(output, made);
  };

/** The version of the tree's newest kernel, as in /lib/modules. */
const kernelVersion = async (tree: string): Promise<string> => {
  const boot = await readdir(join(tree, "boot"));
  const versions = boot.flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? []);
  const newest = versions.sort(new Intl.Collator("en", { numeric: true }).compare).at(-1);
  if (newest) return newest;
  throw new ThinsmithError("The tree has no kernel: nothing in it is named /boot/vmlinuz-...", {
    remedy: "Check kernel.package: it must be a package that brings a kernel, such as linux-image-amd64.",
  });
};

const kernel: StageRunner = async (context) => {
  const tree = treeOf(context);
  const version = await kernelVersion(tree);
  context.log(`kernel ${version}`);
  const image = join(tree, "boot", `vmlinuz-${version}`);
  // Only root can read Ubuntu's kernel.
  await runInNamespace(["install", "-m", "644", image, join(context.output, "vmlinuz")], {
    signal: context.signal,
  });
  await writeFile(join(context.output, "version"), `${version}\n`);
};

const initrd: StageRunner<InitrdInputs> = async (context) => {
  const { inputs, output, signal } = context;
  const tree = treeOf(context);
  const version = await kernelVersion(tree);
  const { env } = await originOf(context, "customize");
  const words = [inputs.compression, inputs.modules, inputs.verifier];
  await runInNamespace([treeScript("initrd.sh"), tree, output, version, ...words], {
    signal,
    env: { ...treeEnvironment(inputs.distribution), ...env },
    onLine: followInitrd(context),
  });
};

const rootfs: StageRunner<RootfsInputs> = async (context) => {
  const { inputs, output, signal, log } = context;
  const tree = treeOf(context);
  const { made, env } = await originOf(context, "customize");
  const packages = await filesOf(tree, inputs.distribution, inputs.exclude.packages, signal);
  const files = packingFiles(inputs, inputs.network, packages);
  for (const [name, text] of Object.entries(files)) await writeFile(join(output, name), text);
  for (const name of collectedFiles)
    await copyFile(join(context.input("customize"), name), join(output, name));
  // For people who inspect the image: the image itself does not show what was excluded.
  const measured = measureExcluded(tree, inputs.distribution, inputs.exclude)
    .then((excluded) => writeFile(join(output, "excluded.json"), JSON.stringify(excluded)))
    .catch((error: unknown) => log(`what was left out could not be measured: ${error}`));
  const image = join(output, "rootfs.squashfs");
  // The initrd is made at the same time, on one processor, and takes longer.
  const place = { onTerminal: treeScript("on-terminal.sh"), tree, image, lists: output };
  const command = ["nice", "-n", "5", ...packCommand(inputs, place)];
  await runInNamespace(command, { signal, env, onLine: followPacking(context, image) });
  if (inputs.hashTree) await makeHashTree(context);
  await measured;
  await writeMadeWith(output, {
    ...made,
    tools: { ...made.tools, ...(await packingTools(inputs.rootfs)) },
  });
};

const home: StageRunner = async (context) => {
  const program = [process.execPath, join(packageRoot(), "dist/pack-home.js")];
  const { epoch } = await originOf(context, "customize");
  const words = [join(treeOf(context), "home"), join(context.output, "home.tar.gz"), epoch];
  await runInNamespace([...program, ...words], { signal: context.signal, onLine: context.log });
  await writeMadeWith(context.output, { tools: await archiveTools() });
};

/** The local builder at work. */
export const openLocal = async (settings: Settings): Promise<OpenBuilder> => ({
  stages: {
    ...runs(definitions.bootstrap, bootstrap),
    ...runs(definitions.customize, customize(settings)),
    ...runs(definitions.kernel, kernel),
    ...runs(definitions.initrd, initrd),
    ...runs(definitions.rootfs, rootfs),
    ...runs(definitions.home, home),
    ...runs(proofStages[0], prove),
  },
  shell: shellIn,
  close: async () => {},
});
