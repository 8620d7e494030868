// Node.js takes a third of a millisecond for each file that it loads. esbuild makes a file of each set of modules that the
// same commands need: some fifty small ones before the wizard's first frame. Here those that are loaded together become one.
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

/** @typedef {import("esbuild").Metafile["outputs"]} Outputs */
/** @typedef {{ readonly file: string, readonly members: readonly string[] }} Merged */

/**
 * A file and all that it imports statically, by their names.
 * @param {Outputs} outputs @param {string} file @param {Set<string>} [seen]
 */
const withImports = (outputs, file, seen = new Set()) => {
  if (seen.has(basename(file))) return seen;
  seen.add(basename(file));
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === "import-statement" && !external) withImports(outputs, path, seen);
  return seen;
};

/** What a merged file calls an export of one of its members. @param {number} index @param {string} name */
const renamed = (index, name) => `m${index}_${name}`;

/**
 * Merges the files of a bundle that are loaded together.
 * @param {Outputs} outputs what esbuild says of the bundle, with splitting
 * @param {import("esbuild").BuildOptions} options how its files are written
 * @param {Readonly<Record<string, { readonly keep?: string, readonly of: readonly string[] }>>} groups for each merged file
 * the source files of the entry points that it and all their imports are of; `keep`: an entry point that stays a file of
 * its own
 */
export const mergeChunks = async (outputs, options, groups) => {
  const files = Object.keys(outputs).filter((file) => file.endsWith(".js"));
  const outdir = join(options.absWorkingDir ?? "", dirname(files[0] ?? ""));
  /** @type {Merged[]} */
  const merged = [];
  for (const [file, { of, keep }] of Object.entries(groups)) {
    const entries = files.filter((name) => of.includes(outputs[name]?.entryPoint ?? ""));
    const members = new Set(entries.flatMap((name) => [...withImports(outputs, name)]));
    for (const name of files) if (keep && outputs[name]?.entryPoint === keep) members.delete(basename(name));
    for (const { members: others } of merged) for (const name of others) members.delete(name);
    merged.push({ file, members: [...members] });
  }
  /** @param {string} name */
  const exportsOf = (name) => outputs[files.find((file) => basename(file) === name) ?? ""]?.exports ?? [];

  /** What stands for a member: the same exports, from the file that it is in now. @param {string} name */
  const exportsFrom = (name) => {
    const home = merged.find(({ members }) => members.includes(name));
    const index = home?.members.indexOf(name) ?? 0;
    const list = exportsOf(name).map((one) => `${renamed(index, one)} as ${one}`);
    return `export { ${list.join(", ")} } from "./${home?.file}";\n`;
  };

  /**
   * Bundles with members of `inside` in it. What other merged files have is taken from those.
   * @param {ReadonlySet<string>} inside @returns {import("esbuild").Plugin}
   */
  const merging = (inside) => ({
    name: "merging",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) => {
        const name = basename(path);
        if (inside.has(name)) return { path: join(outdir, name) };
        const taken = kind !== "dynamic-import" && merged.some(({ members }) => members.includes(name));
        return taken ? { path: name, namespace: "merged" } : { path, external: true };
      });
      onLoad({ filter: /./, namespace: "merged" }, ({ path }) => ({
        contents: exportsFrom(path),
        resolveDir: outdir,
      }));
    },
  });
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    ...options,
    sourcemap: true,
    legalComments: "linked",
  };
  for (const { file, members } of merged) {
    const contents = members
      .map((name, index) => {
        const list = exportsOf(name).map((one) => `${one} as ${renamed(index, one)}`);
        return `export { ${list.join(", ")} } from "./${name}";`;
      })
      .join("\n");
    await build({
      ...common,
      stdin: { contents, resolveDir: outdir },
      outfile: join(outdir, file),
      plugins: [merging(new Set(members))],
    });
  }
  const inMerged = new Set(merged.flatMap(({ members }) => members));
  const others = files.map((file) => basename(file)).filter((name) => !inMerged.has(name));
  await build({
    ...common,
    entryPoints: others.map((name) => join(outdir, name)),
    outdir,
    allowOverwrite: true,
    plugins: [merging(new Set())],
  });
  for (const name of inMerged) {
    for (const end of ["", ".map", ".LEGAL.txt"]) await rm(join(outdir, name + end), { force: true });
    // What is imported when it is called for keeps its name.
    const isEntry = files.some((file) => basename(file) === name && outputs[file]?.entryPoint);
    if (isEntry) await writeFile(join(outdir, name), exportsFrom(name));
  }
};
