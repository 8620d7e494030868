// Bundles src/main.ts into dist/. The terminal UI and each command become chunks that load when needed.
import { chmod, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** thinsmith.1, from the same declarations as the command line. */
const writeManPage = async (outdir) => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/commands/man-page.ts"],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    define: { "import.meta.url": '"file:///"' },
    logLevel: "warning",
  });
  const module = { exports: {} };
  new Function("module", "require", outputFiles[0].text)(module, createRequire(import.meta.url));
  await writeFile(`${outdir}/thinsmith.1`, module.exports.manPage());
};

export const bundle = async () => {
  const outdir = `${root}/dist`;
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      thinsmith: "src/main.ts",
      "pack-home": "src/builders/local/pack-home.ts",
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
  await writeManPage(outdir);
  await chmod(`${outdir}/thinsmith.js`, 0o755);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
