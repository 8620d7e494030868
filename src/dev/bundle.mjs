// Bundles src/main.ts into dist/. The terminal UI and each command become chunks that load when needed.
import { chmod, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { mergeChunks } from "./merge-chunks.mjs";
import { quickerModules } from "./quicker-modules.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * How each bundle is made: those of users and, so that they measure the same, those of the benchmarks.
 * @satisfies {import("esbuild").BuildOptions}
 */
export const bundleOptions = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  jsx: "automatic",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"', "Intl.Segmenter": "QuickSegmenter" },
  inject: ["src/dev/quick-segmenter.mjs"],
  plugins: [quickerModules],
  // Ink loads it only under DEV=true.
  alias: { "react-devtools-core": "./src/dev/no-devtools.mjs" },
  // CommonJS dependencies call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});

export const bundle = async () => {
  const outdir = `${root}/dist`;
  await rm(outdir, { recursive: true, force: true });
  const { define, inject, plugins, alias, jsx, banner, ...output } = bundleOptions;
  const { metafile } = await build({
    ...output,
    ...{ define, inject, plugins, alias, jsx },
    metafile: true,
    entryPoints: {
      thinsmith: "src/main.ts",
      "pack-home": "src/builders/local/pack-home.ts",
      "man-page": "src/commands/man-page.ts",
    },
    outdir,
    splitting: true,
    sourcemap: true,
    legalComments: "inline",
  });
  // The banner once in each file that stays: it is work before the first frame.
  await mergeChunks(
    metafile.outputs,
    { ...output, banner },
    {
      "core.js": { of: ["src/main.ts"], keep: "src/main.ts" },
      "first-frame.js": { of: ["components/index.ts", "src/commands/run/install-missing.ts"] },
    },
  );
  // From the same declarations as the command line.
  const { manPage } = await import(`${outdir}/man-page.js`);
  await writeFile(`${outdir}/thinsmith.1`, manPage());
  await chmod(`${outdir}/thinsmith.js`, 0o755);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
