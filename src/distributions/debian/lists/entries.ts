import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LockedPackage } from "../../distribution.ts";
import { limits } from "./parser.ts";
import { readList } from "./read.ts";

const begin = "\nPackage: ";
const end = "\n\n";
/** Longer than any stanza of Debian's: what has no end before is no package. */
const longestStanza = 512 * 1024;

const field = (stanza: string, name: string): string | undefined =>
  new RegExp(`^${name}: (\\S+)\\r?$`, "m").exec(stanza)?.[1];

/** Reads the stanzas of some packages, and of all others no more than the name. */
const picker = (names: ReadonlySet<string>, found: LockedPackage[]) => {
  let rest = "\n";
  const take = (stanza: string, name: string) => {
    const [version, architecture] = [field(stanza, "Version"), field(stanza, "Architecture")];
    const sha256 = field(stanza, "SHA256");
    if (version && architecture && sha256 && /^[0-9a-f]{64}$/.test(sha256))
      found.push({ name, version, architecture, sha256 });
  };
  return (chunk: string, last = false): void => {
    const text = rest + chunk + (last ? end : "");
    let at = text.indexOf(begin);
    while (at >= 0) {
      const line = text.indexOf("\n", at + begin.length);
      if (line < 0) break;
      const name = text.slice(at + begin.length, line).trimEnd();
      let next = line;
      if (names.has(name)) {
        next = text.indexOf(end, at + 1);
        if (next < 0) break;
        take(text.slice(at + 1, next), name);
      }
      at = text.indexOf(begin, next);
    }
    // A stanza, or the line with its name, may go on in the next chunk.
    rest = text.slice(at < 0 ? -begin.length : at).slice(0, longestStanza);
  };
};

/** Every version that the lists in a directory have of some packages. A list that cannot be read has none. */
export const listedPackages = async (
  directory: string,
  names: ReadonlySet<string>,
): Promise<LockedPackage[]> => {
  const found: LockedPackage[] = [];
  const lists = (await readdir(directory)).filter((name) => /_Packages(\.\w+)?$/.test(name));
  for (const name of lists) {
    const pick = picker(names, found);
    const list = { path: join(directory, name), compressed: !name.endsWith("_Packages") };
    let bytes = 0;
    await readList(list, (chunk) => {
      pick(chunk.toString("latin1"));
      bytes += chunk.length;
      return bytes < limits.totalBytes;
    }).catch(() => {});
    pick("", true);
  }
  return found;
};
