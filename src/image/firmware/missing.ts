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
import { nodesBelow } from "../walk.ts";
import { builtinFirmware, ModinfoReader, type ModuleFirmware } from "./modinfo.ts";

export interface MissingFirmware {
  /** Modules that were looked at. */
  readonly modules: number;
  /** By module, the firmware that it names and the part has not. */
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

/** Processes that unpack modules at the same time; more would wait for each other. */
const atOnce = 4;

/** All modules of a distribution's kernel have half a gigabyte. */
const mostBytes = 8 * 1024 ** 3;

const filesCalled = (tree: Tree, name: RegExp): Node[] => {
  const found: Node[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (tree.type(node) === "file" && name.test(tree.name(node))) found.push(node);
  }
  return found;
};

/** What lies below lib/firmware, wherever that is: a link counts as what it is called. */
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

/** What some modules, all packed alike, say of their firmware. */
const firmwareOf = async (
  part: Part,
  modules: readonly Wanted[],
  packing: Packing | undefined,
  options: ReadOptions,
): Promise<ModuleFirmware[]> => {
  const contents = async function* () {
    for await (const { bytes } of part.readMany(modules, options)) yield bytes;
  };
  // Packed data may be strung together, and unpacks to all of it.
  const input = Readable.from(contents(), { objectMode: false });
  const reader = new ModinfoReader();
  const found: ModuleFirmware[] = [];
  try {
    const bytes: AsyncIterable<Buffer> = packing ? unpackFrom(packing, input, options.signal) : input;
    let total = 0;
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > mostBytes) throw damaged(part.file, "its modules unpack to more than any kernel has");
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
 * The firmware that the modules of a part name and that it has not. Most of it is for hardware that nobody has. All modules
 * are read and unpacked, which takes seconds.
 * @throws ThinsmithError where the part cannot be read
 */
export const findMissingFirmware = async (
  part: Part,
  tree: Tree,
  options: ReadOptions = {},
): Promise<MissingFirmware> => {
  const modules = filesCalled(tree, moduleName).sort((a, b) => a - b);
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
