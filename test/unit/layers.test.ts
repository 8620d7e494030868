import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";

/** The rooms from the top floor down: a file imports from its own room and from those below it, types included. */
const floors = [
  "src/main.ts",
  "src/commands",
  "components/index.ts",
  "components/app",
  "components/wizard",
  "components/build",
  "components/boot components/serve components/inspect",
  "components/ui",
  "components/keys",
  "components/charts",
  "components/terminal",
  "components/theme.ts components/layout.ts",
  "src/doctor",
  "src/builders",
  "src/proof",
  "src/boot",
  "src/serve",
  "src/pipeline",
  "src/trust",
  "src/image",
  "src/release",
  "src/contents",
  "src/settings",
  "src/distributions",
  "src/catalog",
  "src/grammar",
  "src/system",
].map((rooms) => rooms.split(" "));

/** Programs that set up, bundle and test: they are no part of what is installed. */
const apart = /^src\/(dev|guest|provision)\//;

const roomOf = (file: string) => file.split("/").slice(0, 2).join("/");
const floorOf = (file: string) => floors.findIndex((rooms) => rooms.includes(roomOf(file)));

interface SourceFile {
  readonly name: string;
  /** Modules by their names, and files of ours by their paths. */
  readonly imports: readonly string[];
}

const filesOf = async (folder: string): Promise<SourceFile[]> =>
  Promise.all(
    (await readdir(join(packageRoot(), folder), { recursive: true }))
      .map((name) => `${folder}/${name}`)
      .filter((name) => /\.tsx?$/.test(name) && !apart.test(name))
      .map(async (name) => {
        const text = await readFile(join(packageRoot(), name), "utf8");
        const modules = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
          (match) => match[1] as string,
        );
        const imports = modules.map((module) =>
          module.startsWith(".") ? normalize(join(dirname(name), module)) : module,
        );
        return { name, imports };
      }),
  );

let src: SourceFile[];
let components: SourceFile[];
let all: SourceFile[];
beforeAll(async () => {
  src = await filesOf("src");
  components = await filesOf("components");
  all = [...src, ...components];
});

const importing = (files: readonly SourceFile[], wanted: (module: string) => boolean) =>
  files.filter(({ imports }) => imports.some(wanted)).map(({ name }) => name);

const ours = (module: string) => /^(src|components)\//.test(module);

/** Files that import each other in a loop, by Tarjan's strongly connected components. */
const circles = (files: readonly SourceFile[]): string[][] => {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const byName = new Map(files.map((file) => [file.name, file]));
  const visit = (name: string) => {
    order.set(name, order.size);
    lowest.set(name, order.get(name) as number);
    stack.push(name);
    for (const next of byName.get(name)?.imports.filter((module) => byName.has(module)) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) {
        lowest.set(name, Math.min(lowest.get(name) as number, lowest.get(next) as number));
      }
    }
    if (lowest.get(name) !== order.get(name)) return;
    const circle = stack.splice(stack.indexOf(name));
    if (circle.length > 1) found.push(circle);
  };
  for (const { name } of files) if (!order.has(name)) visit(name);
  return found;
};

describe("the house", () => {
  it("every file has a room", () => {
    expect(all.map(({ name }) => name).filter((name) => floorOf(name) === -1)).toEqual([]);
  });

  it("every import leads down", () => {
    const wrong = all.flatMap(({ name, imports }) =>
      imports
        .filter(ours)
        .filter((module) => {
          const [from, to] = [floorOf(name), floorOf(module)];
          return to < from || (to === from && roomOf(module) !== roomOf(name));
        })
        .map((module) => `${name} -> ${module}`),
    );
    expect(wrong).toEqual([]);
  });

  it("no files import each other in a circle", () => {
    expect(circles(all)).toEqual([]);
  });

  it("finds a circle where there is one", () => {
    const file = (name: string, ...imports: string[]) => ({ name, imports });
    expect(circles([file("a", "b"), file("b", "c"), file("c", "b")])).toEqual([["b", "c"]]);
  });

  it("no folder has more than 20 files directly in it", async () => {
    const folders = ["src", "components", "test", "docs", "presets"];
    const crowded = await Promise.all(
      folders.map(async (folder) => {
        const entries = await readdir(join(packageRoot(), folder), { withFileTypes: true, recursive: true });
        const counts = new Map<string, number>();
        for (const entry of entries.filter((one) => one.isFile()))
          counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1);
        return [...counts].filter(([, count]) => count > 20).map(([path]) => path);
      }),
    );
    expect(crowded.flat()).toEqual([]);
  });
});

describe("what only one place may do", () => {
  it("the domain knows nothing of the terminal UI", () => {
    const ui = (module: string) => /^(ink|react)(\/|-|$)/.test(module) || module.startsWith("components/");
    expect(importing(src, ui)).toEqual(["src/main.ts"]);
  });

  it("only one file starts processes through execa", () => {
    expect(importing(all, (module) => module === "execa")).toEqual(["src/system/process.ts"]);
  });

  it("no file goes round it", () => {
    expect(importing(all, (module) => /^(node:)?child_process$/.test(module))).toEqual([]);
  });

  it("the UI touches neither files nor processes of its own", () => {
    const system = (module: string) =>
      /^node:(fs|net|http|os)/.test(module) || module.includes("system/process");
    expect(importing(components, system)).toEqual([]);
  });

  it("a role is known to its own files alone", async () => {
    const own = [
      "src/catalog/roles/horizon.json",
      "src/catalog/roles/horizon.sh",
      "src/guest/root/usr/lib/thinsmith/vmware-view",
    ];
    const naming: string[] = [];
    for (const folder of ["src", "components"]) {
      const entries = await readdir(join(packageRoot(), folder), { withFileTypes: true, recursive: true });
      for (const entry of entries.filter((one) => one.isFile())) {
        const path = join(entry.parentPath, entry.name);
        if (/horizon(?!tal)|vmware-view/i.test(`${entry.name}\n${await readFile(path, "utf8")}`))
          naming.push(relative(packageRoot(), path));
      }
    }
    expect(naming.sort()).toEqual(own);
  });

  it("the plan is pure: it imports nothing that does anything", () => {
    const plan = src.find(({ name }) => name === "src/pipeline/plan.ts");
    const modules = plan?.imports.filter((module) => module.startsWith("node:"));
    expect(modules).toEqual(["node:crypto"]);
  });
});

describe("the bench", () => {
  it("names files that exist: it bundles them by their paths, which no type check sees", async () => {
    const folder = join(packageRoot(), "test/bench");
    const programs = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".mjs"));
    const texts = await Promise.all(programs.map((name) => readFile(join(folder, name), "utf8")));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/"\.\/((?:src|test)\/[^"]+)"/g)].map(([, path]) => path),
    );
    expect(named.length).toBeGreaterThan(10);
    await Promise.all(named.map((path) => readFile(join(packageRoot(), path as string))));
  });
});
