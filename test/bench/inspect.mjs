import { execFile } from "node:child_process";
import { closeSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeLargeImage } from "./large-image.mjs";
import { bundleModules, withModules } from "./modules.mjs";
import { newPlace, program } from "./place.mjs";
import { median, pairs, timeCommand } from "./timing.mjs";

const readers = `export { openImage } from "./src/image/open.ts";
  export { loadTree } from "./src/image/load.ts";
  export { readSystem } from "./src/image/system/read-system.ts";
  export { findDuplicates } from "./src/image/duplicates.ts";
  export { largestFiles } from "./src/image/largest.ts";
  export { parseFilter } from "./src/image/filter/parse.ts";
  export { applyFilter } from "./src/image/filter/apply.ts";`;

let prepared;
/** The console image, built, and a synthetic one of 150,000 files; made once. */
const prepare = async () => {
  if (prepared) return prepared;
  const place = newPlace();
  await place.build();
  const release = join(place.folder, "build/console/current");
  const large = join(place.folder, "large.squashfs");
  await makeLargeImage(large);
  prepared = { ...place, release, images: { large, console: join(release, "rootfs.squashfs") } };
  return prepared;
};

const runs = 7;

const wholeTree = (name) => async () => {
  const { images } = await prepare();
  const file = images[name];
  return withModules(readers, async ({ openImage, loadTree }) => {
    const ours = async () => {
      const begin = performance.now();
      const tree = await loadTree((await openImage(file)).parts[0]);
      if (tree.count < 5000) throw new Error("the tree is not whole");
      return (performance.now() - begin) / 1000;
    };
    await ours();
    return pairs(runs, ours, () => timeCommand(["sh", "-c", 'unsquashfs -lln "$1" >/dev/null', "sh", file]));
  });
};

const extraction = (name) => async () => {
  const { folder, images } = await prepare();
  const file = images[name];
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  const fresh = (command) => async () => {
    for (const one of [ours, theirs]) rmSync(one, { recursive: true, force: true });
    return timeCommand(command);
  };
  const result = await pairs(
    5,
    fresh([process.execPath, program, "extract", "rootfs", "--release", file, "--to", ours]),
    fresh(["unsquashfs", "-d", theirs, file]),
  );
  for (const one of [ours, theirs]) rmSync(one, { recursive: true, force: true });
  return result;
};

/** The initrd as mkinitramfs made it: what we append is more than every lsinitramfs can do with. */
const properInitrd = async () => {
  const { folder, release } = await prepare();
  const file = join(release, "initrd.img");
  const { archives } = await withModules(readers, async ({ openImage }) =>
    (await openImage(file)).parts[0].facts(),
  );
  const { offset, packedBytes } = archives.find(({ name }) => name === "main");
  const bytes = Buffer.alloc(offset + packedBytes);
  const opened = openSync(file, "r");
  readSync(opened, bytes, 0, bytes.length, 0);
  closeSync(opened);
  const proper = join(folder, "initrd.proper");
  writeFileSync(proper, bytes);
  return proper;
};

/** Most memory that a process of our readers takes, in MiB, with everything of an image in it. */
const memory = async (file) => {
  const { folder } = await prepare();
  const modules = join(folder, "readers.mjs");
  await bundleModules(readers, modules);
  const script = `
    const { openImage, loadTree, readSystem, findDuplicates, largestFiles, parseFilter, applyFilter } = await import(${JSON.stringify(modules)});
    const [part] = (await openImage(${JSON.stringify(file)})).parts;
    const tree = await loadTree(part);
    const system = await readSystem(part, tree);
    for (const text of ["a", "lib", "*.so", ">1k"]) applyFilter(tree, parseFilter(text), { system });
    largestFiles(tree, 100);
    await findDuplicates(part, tree);
    console.log(process.resourceUsage().maxRSS / 1024);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  return Number(stdout);
};

const filters = [
  "file-name",
  "*.so",
  "package-12 >1k",
  "type:file png",
  "area-9/",
  "usr/share/**/*.py",
  "setuid",
];

export const inspectMeasures = [
  { name: "inspect tree, 150,000 files", unit: "ratio", target: 1.5, measure: wholeTree("large") },
  { name: "inspect tree, console", unit: "ratio", target: 1.5, measure: wholeTree("console") },
  {
    name: "inspect filter",
    unit: "ms",
    target: 50,
    async measure() {
      const { images } = await prepare();
      return withModules(readers, async ({ openImage, loadTree, parseFilter, applyFilter }) => {
        const tree = await loadTree((await openImage(images.large)).parts[0]);
        const times = [];
        let found = 0;
        for (const text of filters) {
          for (let typed = 1; typed <= text.length; typed += 1) {
            const filter = parseFilter(text.slice(0, typed));
            if ("error" in filter) continue;
            const begin = performance.now();
            found += applyFilter(tree, filter).count;
            times.push(performance.now() - begin);
          }
        }
        if (found === 0) throw new Error("the filters found nothing");
        times.sort((a, b) => a - b);
        const value = times[Math.ceil(times.length * 0.95) - 1];
        return {
          value,
          detail: `95 of 100 keys, ${times.length} keys in ${tree.count} nodes, median ${median(times).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`,
        };
      });
    },
  },
  {
    name: "inspect memory",
    unit: "MiB",
    target: 300,
    async measure() {
      const { images } = await prepare();
      const value = await memory(images.large);
      return { value, detail: "tree, packages, filters and duplicates of 150,000 files, without the screen" };
    },
  },
  { name: "inspect extract, 150,000 files", unit: "ratio", target: 1.1, measure: extraction("large") },
  { name: "inspect extract, console", unit: "ratio", target: 1.1, measure: extraction("console") },
  {
    name: "inspect initrd listing",
    unit: "ratio",
    target: 0.6,
    async measure() {
      const initrd = await properInitrd();
      return pairs(
        runs,
        () => timeCommand([process.execPath, program, "inspect", initrd, "--list"]),
        () => timeCommand(["lsinitramfs", initrd]),
      );
    },
  },
  {
    name: "inspect hostile input",
    unit: "s",
    target: 300,
    measure: () =>
      withModules(
        `export { fuzz, fuzzKinds } from "./test/support/files/fuzz.ts";`,
        async ({ fuzz, fuzzKinds }) => {
          const cases = 100_000 / fuzzKinds.length;
          const begin = performance.now();
          for (const kind of fuzzKinds) await fuzz(kind, cases, 1);
          const value = (performance.now() - begin) / 1000;
          return { value, detail: `${cases} cases to each of ${fuzzKinds.join(", ")}, none of them harmful` };
        },
      ),
  },
];
