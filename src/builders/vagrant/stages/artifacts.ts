import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import prettyBytes from "pretty-bytes";
import { distributions } from "../../../distributions/distributions.ts";
import type { StageContext, StageRunner } from "../../../pipeline/builder.ts";
import { sha256File } from "../../../release/checksum.ts";
import { ThinsmithError } from "../../../system/errors.ts";
import { collectedFiles } from "../../../trust/sbom/collected.ts";
import type { InitrdInputs, RootfsInputs } from "../../tree/definitions.ts";
import { followInitrd } from "../../tree/follow-initrd.ts";
import { makeHashTree } from "../../tree/hash-tree.ts";
import { followPacking, packCommand, packingFiles } from "../../tree/pack.ts";
import { collect, remoteScript, runThere, sayThere, unpackThere } from "../machine.ts";
import { machineNamed } from "../session.ts";
import { archiveOf } from "./bundle.ts";

/** In the template's memory: the client's tree while a command runs, and the lists for mksquashfs. */
const tree = "/run/thinsmith/tree";
const lists = "/run/thinsmith/lists";
/** On the template's disk: the result of a stage until it is collected. */
const outFolder = (stage: string) => `/var/lib/thinsmith/out/${stage}`;

interface Made {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** A file as remote/in-view.sh lists it. */
const madeIn = (line: string): Made | undefined => {
  const [, size, sha256, name] = /^FILE (\d+) ([0-9a-f]{64}) ([A-Za-z0-9.-]+)$/.exec(line) ?? [];
  return size && sha256 && name ? { name, size: Number(size), sha256 } : undefined;
};

/** Copies the result of a stage from the template, checks it, and removes it there. @throws ThinsmithError */
const collectAll = async (
  stage: string,
  files: readonly Made[],
  { output, signal, log, progress }: StageContext,
): Promise<void> => {
  const template = machineNamed("template");
  for (const { name, size, sha256 } of files) {
    const to = join(output, name);
    const tell = (bytes: number) =>
      progress(bytes / Math.max(size, 1), `collecting ${prettyBytes(bytes)} of ${prettyBytes(size)}`);
    tell(0);
    await collect(template, `${outFolder(stage)}/${name}`, to, { signal, onBytes: tell });
    if ((await stat(to)).size !== size || (await sha256File(to)) !== sha256)
      throw new ThinsmithError(`${name} came from the template damaged.`, {
        remedy: "Build again. If it happens again, look at this machine's memory and disk.",
      });
    log(`collected ${name}, ${prettyBytes(size)}, sha256 ${sha256}`);
  }
  await sayThere(template, `rm -rf ${outFolder(stage)}`, { signal });
};

/** Runs a command that sees the client's tree and writes to the stage's folder, and collects the result. */
const generate = async (
  stage: string,
  command: readonly string[],
  context: StageContext,
  onLine: (line: string) => void = context.log,
): Promise<void> => {
  const files: Made[] = [];
  await runThere(machineNamed("template"), ["sh", remoteScript("in-view.sh"), stage, ...command], {
    signal: context.signal,
    onLine(line) {
      const made = madeIn(line);
      if (made) files.push(made);
      else onLine(line);
    },
  });
  await collectAll(stage, files, context);
};

export const kernel: StageRunner = async (context) => {
  await generate("kernel", ["sh", remoteScript("kernel.sh"), outFolder("kernel")], context);
  context.log(`kernel ${(await readFile(join(context.output, "version"), "utf8")).trim()}`);
};

export const initrd: StageRunner<InitrdInputs> = async (context) => {
  const { inputs } = context;
  const command = [
    ...["sh", remoteScript("tree-initrd.sh"), tree, outFolder("initrd")],
    ...[inputs.compression, inputs.modules, inputs.verifier],
  ];
  await generate("initrd", command, context, followInitrd(context));
};

/** Copies the lists for mksquashfs to the template. */
const placePackingFiles = async ({ inputs, output, signal }: StageContext<RootfsInputs>): Promise<void> => {
  const template = machineNamed("template");
  const listing = [remoteScript("in-view.sh"), "rootfs", "sh", remoteScript("package-files.sh"), tree];
  const packages: string[] = [];
  await runThere(template, ["sh", ...listing, ...inputs.exclude.packages], {
    signal,
    onLine: (line) => packages.push(line),
  });
  const { excludes } = distributions[inputs.distribution].template;
  const files = packingFiles(inputs, inputs.network, packages, excludes);
  const folder = join(output, "lists");
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await unpackThere(template, lists, await archiveOf(folder), signal);
  await rm(folder, { recursive: true });
};

export const rootfs: StageRunner<RootfsInputs> = async (context) => {
  const { inputs, output } = context;
  for (const name of collectedFiles) await copyFile(join(context.input("tree"), name), join(output, name));
  await placePackingFiles(context);
  const image = `${outFolder("rootfs")}/rootfs.squashfs`;
  const onTerminal = remoteScript("on-terminal.sh");
  const command = packCommand(inputs, { onTerminal, tree, image, lists });
  await generate("rootfs", command, context, followPacking(context));
  if (inputs.hashTree) await makeHashTree(context);
};

export const home: StageRunner = (context) =>
  generate("home", ["sh", remoteScript("home.sh"), outFolder("home")], context);
