import type { AvailableVersion, Distribution } from "../../distribution.ts";
import { findPackageLists } from "./find.ts";
import { eachStanza } from "./stanzas.ts";

const fields = ["Package", "Version", "Architecture", "Source"] as const;

/** A field Source, such as `glibc` or `linux-signed-amd64 (6.12.48+1)`; none where the package has its name and version. */
const sourceOf = (field: string | undefined, name: string, version: string) => {
  const [, source = name, sourceVersion = version] = /^(\S+)(?: \((\S+)\))?$/.exec(field ?? "") ?? [];
  return { source, sourceVersion };
};

/** See `Distribution`. */
export const availableVersions: Distribution["availableVersions"] = async (source, names, directories) => {
  const lists = await findPackageLists(source, directories);
  if (lists.length === 0) return undefined;
  const architectures = [source.architecture.debian, "all"];
  const versions = new Map<string, AvailableVersion[]>();
  const isSecurity = (pocket: string) => /-security$|_updates$/.test(pocket);
  for (const list of lists) {
    const archive = list.pocket.replace("_", "/");
    const security = isSecurity(list.pocket);
    await eachStanza(list, fields, (stanza) => {
      const [name = "", version = "", architecture = ""] = fields.map((field) => stanza.get(field));
      if (!names.has(name) || version === "" || !architectures.includes(architecture)) return;
      const found = { version, architecture, archive, security };
      const others = versions.get(name) ?? [];
      if (others.length === 0) versions.set(name, others);
      others.push({ ...found, ...sourceOf(stanza.get("Source"), name, version) });
    });
  }
  const pockets = [...new Set(lists.map(({ pocket }) => pocket))];
  return {
    versions,
    archives: pockets.map((pocket) => pocket.replace("_", "/")),
    security: pockets.some(isSecurity),
  };
};
