import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/paths.ts";

const filesOf = async (folder: string) =>
  Promise.all(
    (await readdir(join(packageRoot(), folder), { recursive: true }))
      .filter((name) => /\.tsx?$/.test(name))
      .map(async (name) => {
        const text = await readFile(join(packageRoot(), folder, name), "utf8");
        const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
          (match) => match[1] as string,
        );
        return { name: `${folder}/${name}`, imports };
      }),
  );

let src: Awaited<ReturnType<typeof filesOf>>;
let components: typeof src;
beforeAll(async () => {
  src = await filesOf("src");
  components = await filesOf("components");
});

const importing = (files: typeof src, wanted: (module: string) => boolean) =>
  files.filter(({ imports }) => imports.some(wanted)).map(({ name }) => name);

describe("layers", () => {
  it("the domain knows nothing of the terminal UI", () => {
    const ui = (module: string) => /^(ink|react)(\/|-|$)/.test(module) || module.includes("components/");
    expect(importing(src, ui)).toEqual(["src/main.ts"]);
  });

  it("only one file starts processes through execa", () => {
    expect(importing([...src, ...components], (module) => module === "execa")).toEqual([
      "src/system/process.ts",
    ]);
  });

  it("no file goes round it", () => {
    expect(importing([...src, ...components], (module) => /^(node:)?child_process$/.test(module))).toEqual(
      [],
    );
  });

  it("the UI touches neither files nor processes of its own", () => {
    const system = (module: string) =>
      /^node:(fs|net|http|os)/.test(module) || module.includes("system/process");
    expect(importing(components, system)).toEqual([]);
  });

  it("the plan is pure: it imports nothing that does anything", () => {
    const plan = src.find(({ name }) => name === "src/pipeline/plan.ts");
    expect(plan?.imports.every((module) => !module.startsWith("node:") || module === "node:crypto")).toBe(
      true,
    );
  });
});
