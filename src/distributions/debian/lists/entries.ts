import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LockedPackage } from "../../distribution.ts";
import { eachStanza } from "./stanzas.ts";

const fields = ["Package", "Version", "Architecture", "SHA256"] as const;

/** Every version that the lists in a directory have of some packages. A list that cannot be read has none. */
export const listedPackages = async (
  directory: string,
  names: ReadonlySet<string>,
): Promise<LockedPackage[]> => {
  const found: LockedPackage[] = [];
  const lists = (await readdir(directory)).filter((name) => /_Packages(\.\w+)?$/.test(name));
  for (const file of lists) {
    const list = { path: join(directory, file), compressed: !file.endsWith("_Packages") };
    await eachStanza(list, fields, (stanza) => {
      const [name = "", version, architecture, sha256] = fields.map((field) => stanza.get(field));
      if (names.has(name) && version && architecture && sha256 && /^[0-9a-f]{64}$/.test(sha256))
        found.push({ name, version, architecture, sha256 });
    }).catch(() => {});
  }
  return found;
};
