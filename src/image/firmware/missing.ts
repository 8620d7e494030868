import { Readable } from "node:stream";
import { throwIfCancelled } from "../../system/errors.ts";
import { CommandError } from "../../system/process.ts";
import type { Packing } from "../compression/kinds.ts";
import { demandProgram, unpackProblem } from "../compression/program.ts";
import { unpackFrom } from "../compression/unpack.ts";
import { globMatcher, hasWildcard } from "../filter/glob.ts";
import type { Part, ReadOptions, Wanted } from "../image.ts";
import { readFiles } from "../read-files.ts";
import { damaged } from "../source.ts";
import type { Node, Tree } from "../tree.ts";
import { nodesBelow, nodesWhere } from "../walk.ts";
import { builtinFirmware, ModinfoReader, type ModuleFirmware } from "./modinfo.ts";

export interface MissingFirmware {
  /** Number of modules that were read. */
  readonly modules: number;
  /** For each module, the firmware that it names and that is not in the part. */
  readonly missing: readonly ModuleFirmware[];
}

const endings: Readonly<Record<string, Packing | undefined>> = {
  "": undefined,
  ".xz": "xz",
  ".zst": "zstd",
  ".gz": "gzip",
};

const moduleName = /\.ko(\.xz|\.zst|\.gz)?$/;
const packedFirmware = /\.(xz|zst)$/;

/** Number of processes that unpack modules at the same time; more are not faster. */
const atOnce = 4;

/** Limit for the unpacked modules. Those of a distribution's kernel have half a gigabyte in all. */
const mostBytes = 8 * 1024 ** 3;

const filesCalled = (tree: Tree, name: RegExp): Node[] =>
  nodesWhere(tree, (node) => tree.type(node) === "file" && name.test(tree.name(node)));

/** Paths below each lib/firmware directory of the tree. A link counts by its own name. */
const firmwareIn = (tree: Tree): Set<string> => {
  const found = new Set<string>();
  for (let node = 1; node < tree.count; node += 1) {
    if (tree.name(node) !== "firmware" || tree.name(tree.parent(node)) !== "lib") continue;
    const above = tree.path(node).length + 1;
    for (const below of nodesBelow(tree, node)) {
      if (!tree.isDirectory(below)) found.add(tree.path(below).slice(above).replace(packedFirmware, ""));
    }
  }
  return found;
};

/** Reads the firmware names from modules that are all packed in the same way. */
const firmwareOf = async (
  part: Part,
  modules: readonly Wanted[],
  packing: Packing | undefined,
  options: ReadOptions,
): Promise<ModuleFirmware[]> => {
  const contents = async function* () {
    for await (const { bytes } of part.readMany(modules, options)) yield bytes;
  };
  // Concatenated packed data unpacks to the concatenated contents.
  const input = Readable.from(contents(), { objectMode: false });
  const reader = new ModinfoReader();
  const found: ModuleFirmware[] = [];
  try {
    const bytes: AsyncIterable<Buffer> = packing ? unpackFrom(packing, input, options.signal) : input;
    let total = 0;
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > mostBytes) throw damaged(part.file, "its modules unpack to more bytes than any kernel has");
      found.push(...reader.write(chunk));
    }
  } catch (error) {
    throwIfCancelled(options.signal);
    if (!(error instanceof CommandError)) throw error;
    throw damaged(part.file, `a module in it cannot be unpacked (${unpackProblem(error)})`, error);
  }
  return found;
};

/**
 * Finds firmware that the modules of a part name and the part does not have. Most of it is for rare hardware. Reads and
 * unpacks all modules, which takes seconds.
 * @throws ThinsmithError if the part cannot be read
 */
export const findMissingFirmware = async (
  part: Part,
  tree: Tree,
  options: ReadOptions = {},
): Promise<MissingFirmware> => {
  const modules = filesCalled(tree, moduleName);
  const named: ModuleFirmware[] = [];
  for (const [ending, packing] of Object.entries(endings)) {
    const alike = modules.filter((node) => (moduleName.exec(tree.name(node))?.[1] ?? "") === ending);
    if (alike.length === 0) continue;
    if (packing) await demandProgram(part.file, packing);
    const files = alike.map((node) => ({ path: tree.path(node), size: tree.size(node) }));
    const share = Math.ceil(files.length / atOnce);
    const shares = Array.from({ length: atOnce }, (_, index) =>
      files.slice(index * share, (index + 1) * share),
    );
    const busy = shares.filter((some) => some.length > 0);
    const found = await Promise.all(busy.map((some) => firmwareOf(part, some, packing, options)));
    named.push(...found.flat());
  }
  const lists = filesCalled(tree, /^modules\.builtin\.modinfo$/).map((node) => tree.path(node));
  for (const list of (await readFiles(part, tree, lists, options)).values())
    named.push(...builtinFirmware(list));

  const there = firmwareIn(tree);
  const isThere = (name: string): boolean => {
    if (!hasWildcard(name)) return there.has(name);
    return [...there].some(globMatcher(name));
  };
  return {
    modules: modules.length,
    missing: named
      .map(({ module, firmware }) => ({ module, firmware: firmware.filter((name) => !isThere(name)) }))
      .filter(({ firmware }) => firmware.length > 0)
      .sort((a, b) => (a.module < b.module ? -1 : 1)),
  };
};
