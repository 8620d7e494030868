import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../src/dev/setup.mjs";

/** Bundles modules as users have them, for plain Node: `exports` is the text of a module of the project's folder. */
export const bundleModules = async (exports, outfile) => {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    stdin: { contents: exports, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
};

/** Does something with modules of the project's. */
export const withModules = async (exports, use) => {
  // Two levels below the project's folder, as sources lie: roles and presets are found from there.
  const folder = await mkdtemp(join(root, "dist", "bench-"));
  const outfile = join(folder, "modules.mjs");
  try {
    await bundleModules(exports, outfile);
    return await use(await import(pathToFileURL(outfile).href), outfile);
  } finally {
    await rm(folder, { recursive: true });
  }
};
