// Bundles src/main.ts into dist/. The terminal UI and each command become chunks that load when needed.
import { chmod, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export const bundle = async () => {
  const outdir = `${root}/dist`;
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      thinsmith: "src/main.ts",
      "pack-home": "src/builders/local/pack-home.ts",
      "man-page": "src/commands/man-page.ts",
    },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    sourcemap: true,
    legalComments: "linked",
    define: { "process.env.NODE_ENV": '"production"' },
    // Ink loads it only under DEV=true.
    alias: { "react-devtools-core": "./src/dev/no-devtools.mjs" },
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  // From the same declarations as the command line.
  const { manPage } = await import(`${outdir}/man-page.js`);
  await writeFile(`${outdir}/thinsmith.1`, manPage());
  await chmod(`${outdir}/thinsmith.js`, 0o755);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
