import { readFile } from "node:fs/promises";

/** Characters that take one column each in every terminal. */
export const narrow =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2714\u2718\u276f]*$/;

/** As many texts are kept with their widths and characters before all are forgotten. A frame has about a hundred. */
const mostKept = 1000;

/** For a Map by the name of `cache`, before something is put into it. */
const bounded = `if (cache.size >= ${mostKept}) cache.clear();`;

/**
 * Changes of modules that would make the wizard's first frame, or each frame, wait, or that would keep every text which was
 * ever drawn: what stands there and what stands there in the bundle. The results stay the same.
 * @type {readonly { filter: RegExp, except?: string, replace: readonly (readonly [string, string])[] }[]}
 */
const changes = [
  {
    // It reads its own code by `fetch`, which loads Node's HTTP client; without, it decodes it.
    filter: /yoga-wasm-base64-esm\.js$/,
    replace: [["", "const fetch = undefined;\n"]],
  },
  {
    // What it measures without looking at characters, and what it knows emoji by: the expression takes tens of milliseconds,
    // and is made for the first text that needs it.
    filter: /node_modules\/string-width\/index\.js$/,
    // It has an older one of its own, without that expression.
    except: "wrap-ansi",
    replace: [
      [String.raw`/^[\u0020-\u007E]*$/`, String(narrow)],
      [
        String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
        String.raw`let emoji; const rgiEmojiRegex = { test: (text) => (emoji ??= /^\p{RGI_Emoji}$/v).test(text) };`,
      ],
    ],
  },
  {
    // A frame of 200x50 has 10,000 cells. Those that nothing is written to are one and the same, and what is known of a text
    // is known in the next frame as well.
    filter: /node_modules\/ink\/build\/output\.js$/,
    replace: [
      [
        "export default class Output",
        "const blank = { type: 'char', value: ' ', fullWidth: false, styles: [] };\nlet kept = new OutputCaches();\nexport default class Output",
      ],
      [
        "caches = new OutputCaches();",
        `caches = kept.styledChars.size + kept.widths.size > ${mostKept} ? (kept = new OutputCaches()) : kept;`,
      ],
      [
        `row.push({
                    type: 'char',
                    value: ' ',
                    fullWidth: false,
                    styles: [],
                });`,
        "row.push(blank);",
      ],
      [
        "return sliceAnsi(line, from, to);",
        "return from === 0 && to >= width ? line : sliceAnsi(line, from, to);",
      ],
    ],
  },
  {
    filter: /node_modules\/ink\/build\/measure-text\.js$/,
    replace: [["cache.set(text, dimensions);", `${bounded} cache.set(text, dimensions);`]],
  },
  {
    filter: /node_modules\/ink\/build\/wrap-text\.js$/,
    replace: [
      ["const cache = {};", "const cache = new Map();"],
      ["cache[cacheKey];", "cache.get(cacheKey);"],
      ["cache[cacheKey] = wrappedText;", `${bounded} cache.set(cacheKey, wrappedText);`],
    ],
  },
  {
    // Characters of one style share it, so that they need no comparison.
    filter: /node_modules\/@alcalzone\/ansi-tokenize\/build\/styledChars\.js$/,
    replace: [
      ["styles: [...codes],", "styles: codes,"],
      [
        "if (i === 0) {",
        "if (i > 0 && (char.styles === chars[i - 1].styles || char.styles.length + chars[i - 1].styles.length === 0)) {}\n        else if (i === 0) {",
      ],
    ],
  },
];

/** @type {import("esbuild").Plugin} */
export const quickerModules = {
  name: "quicker-modules",
  setup({ onLoad }) {
    for (const { filter, except, replace } of changes)
      onLoad({ filter }, async ({ path }) => {
        if (except && path.includes(except)) return undefined;
        let contents = await readFile(path, "utf8");
        for (const [before, after] of replace) {
          if (!contents.includes(before)) throw new Error(`${path} is not as it was: it has no ${before}`);
          contents = contents.replace(before, () => after);
        }
        return { contents };
      });
  },
};
