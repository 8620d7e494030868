import { withModules } from "./modules.mjs";

/** What the wizard does with packages. */
const wizardModules = `export { loadPackageIndex } from "./src/distributions/debian/lists/load.ts";
  export { PackageIndexBuilder } from "./src/distributions/package-index/package-index.ts";
  export { PackagesParser } from "./src/distributions/debian/lists/parser.ts";
  export { searchPackages } from "./src/distributions/package-index/search.ts";
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

export const wizardMeasures = [
  {
    name: "wizard package search",
    unit: "ms",
    target: 50,
    measure: () =>
      withModules(wizardModules, async (modules) => {
        const { loadPackageIndex, packageSource, parseSettings, searchPackages } = modules;
        const real = await loadPackageIndex(packageSource(parseSettings({ version: 1 })));
        const index = real ?? synthetic(modules);
        const times = [];
        let found = 0;
        for (const query of queries) {
          for (let typed = 1; typed <= query.length; typed += 1) {
            const begin = performance.now();
            found += searchPackages(index, query.slice(0, typed), 50).total;
            times.push(performance.now() - begin);
          }
        }
        if (found === 0) throw new Error("the searches found nothing");
        times.sort((a, b) => a - b);
        const value = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
        const detail = `95 of 100 keys, ${times.length} keys in ${index.alphabetical.length} ${real ? "real" : "synthetic"} packages, median ${(times[times.length >> 1] ?? 0).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`;
        return { value, detail };
      }),
  },
];
