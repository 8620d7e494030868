import { withModules } from "./modules.mjs";

/** What the wizard does with packages. */
const wizardModules = `export { loadPackageIndex } from "./src/distributions/debian/lists/load.ts";
  export { PackageIndexBuilder } from "./src/distributions/package-index/package-index.ts";
  export { PackagesParser } from "./src/distributions/debian/lists/parser.ts";
  export { searchPackages } from "./src/distributions/package-index/search.ts";
  export { findPackages } from "./src/distributions/package-index/find-packages.ts";
  export { packageSource } from "./src/contents/packages.ts";
  export { parseSettings } from "./src/settings/parse.ts";`;

const words =
  "vim editor fire fox terminal remote desktop client python http server image viewer sound network printer font browser library data tool shell game driver java office mail calendar".split(
    " ",
  );

/** An index of the size of Debian's, for machines that have downloaded none: 60,000 packages of these words. */
const synthetic = ({ PackageIndexBuilder, PackagesParser }) => {
  const builder = new PackageIndexBuilder();
  const parser = new PackagesParser((found) => builder.add(found));
  const word = (number) => words[number % words.length];
  for (let number = 0; number < 60_000; number += 1) {
    const [a, b, c] = [word(number), word(Math.floor(number / 29)), word(number * 7 + 3)];
    const text = `Package: ${number % 3 ? "lib" : ""}${a}-${b}${number}\nVersion: 1\nSection: ${number % 3 ? "libs" : "net"}\nDescription: ${c} with a ${b} for ${a}, ${word(number * 5)} and ${word(number * 11)}\n\n`;
    parser.write(Buffer.from(text));
  }
  parser.end();
  return builder.finish();
};

/** What people type, and one who does not know what. */
const queries = [
  ..."firefox-esr vim openssh-client freerdp3-x11 xfce4 libreoffice python3 network-manager cups e zzzz".split(
    " ",
  ),
  "remote desktop client",
  "web browser",
  "pdf viewer",
  "section:net ssh",
  "a b c d e f",
];

/** What people type with an error in it. */
const misspelt =
  "fierfox libreofice thnderbird chromum openssh-cleint network-manger gimpp vmi webb-browser qqqqq".split(
    " ",
  );

/** Milliseconds of each key of the queries, sorted. */
const typing = (texts, search) => {
  const times = [];
  let found = 0;
  for (const query of texts) {
    for (let typed = 1; typed <= query.length; typed += 1) {
      const begin = performance.now();
      found += search(query.slice(0, typed));
      times.push(performance.now() - begin);
    }
  }
  if (found === 0) throw new Error("the searches found nothing");
  return times.sort((a, b) => a - b);
};
const most = (times) => times[Math.ceil(times.length * 0.95) - 1] ?? 0;

/** The list of packages of this machine or one like it, and what it is. */
const packageIndex = async (modules) => {
  const { loadPackageIndex, packageSource, parseSettings } = modules;
  const real = await loadPackageIndex(packageSource(parseSettings({ version: 1 })));
  const index = real ?? synthetic(modules);
  return { index, kind: `${index.alphabetical.length} ${real ? "real" : "synthetic"} packages` };
};

export const wizardMeasures = [
  {
    name: "wizard package search",
    unit: "ms",
    target: 50,
    measure: () =>
      withModules(wizardModules, async (modules) => {
        const { index, kind } = await packageIndex(modules);
        const times = typing(queries, (query) => modules.searchPackages(index, query, 50).total);
        const detail = `95 of 100 keys, ${times.length} keys in ${kind}, median ${(times[times.length >> 1] ?? 0).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`;
        return { value: most(times), detail };
      }),
  },
  {
    name: "wizard fuzzy package search",
    unit: "ms",
    target: 20,
    measure: () =>
      withModules(wizardModules, async (modules) => {
        const { index, kind } = await packageIndex(modules);
        const texts = [...queries, ...misspelt];
        const find = (query) => modules.findPackages(index, query, 500).total;
        typing(texts, find);
        const times = typing(texts, find);
        // The peer forgives nothing: it looks for the query in each name and description.
        const lines = index.alphabetical.map(({ name, description }) =>
          `${name} ${description}`.toLowerCase(),
        );
        const plain = (query) => lines.filter((line) => line.includes(query)).length;
        const peer = typing(texts, plain);
        const detail = `95 of 100 keys, ${times.length} keys in ${kind}, some misspelt; ${(most(times) / most(peer)).toFixed(1)} times as long as looking for the text itself (${most(peer).toFixed(1)} ms)`;
        return { value: most(times), detail };
      }),
  },
];
