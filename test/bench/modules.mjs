import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../src/dev/setup.mjs";

/** Bundles modules as users have them, for plain Node: `exports` is the text of a module of the project's folder. */
export const bundleModules = async (exports, outfile) => {
  // Not before "npm ci" has run: a fresh clone has no esbuild.
  const { build } = await import("esbuild");
  const { bundleOptions } = await import("../../src/dev/bundle.mjs");
  await build({
    ...bundleOptions,
    stdin: { contents: exports, resolveDir: root, loader: "tsx" },
    outfile,
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
