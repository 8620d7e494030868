import type { InstalledPackage } from "../installed.ts";
import { StanzaParser, sizeField } from "./deb822.ts";
import { isPackageName, parseRelations } from "./lists/relations.ts";

const relations = ["Provides", "Pre-Depends", "Depends"] as const;
const fields = [
  ...["Package", "Status", "Version", "Architecture", "Section", "Priority", "Essential", "Installed-Size"],
  "Description",
  ...relations,
] as const;
type Field = (typeof fields)[number];

/** More than Debian has. */
const mostPackages = 100_000;

const packageOf = (stanza: ReadonlyMap<Field, string>): InstalledPackage | undefined => {
  const text = (field: Field) => stanza.get(field) ?? "";
  const name = text("Package");
  const installedKiB = sizeField(stanza.get("Installed-Size"));
  if (!isPackageName(name) || text("Version") === "" || installedKiB === undefined) return undefined;
  // Such as "install ok installed". Of a removed package only the configuration may remain.
  if (/ (not-installed|config-files)$/.test(text("Status"))) return undefined;
  return {
    name,
    version: text("Version"),
    architecture: text("Architecture"),
    section: text("Section"),
    description: text("Description"),
    basic: text("Essential") === "yes" || text("Priority") === "required",
    installedBytes: installedKiB * 1024,
    depends: parseRelations([text("Pre-Depends"), text("Depends")].filter(Boolean).join(",")),
    provides: parseRelations(text("Provides")).flat(),
  };
};

/** The installed packages, sorted by name, from dpkg's status file (deb822(5), dpkg-query(1)). */
export const parseStatus = (status: Buffer): InstalledPackage[] => {
  const found: InstalledPackage[] = [];
  const parser = new StanzaParser<Field>(
    {
      fields,
      folded: relations,
      // A package may have thousands of configuration files, with a line each.
      linesOfStanza: 100_000,
      lineBytes: 256 * 1024,
      keptBytes: (field) => (field === "Description" ? 200 : 256),
    },
    (stanza) => {
      const one = packageOf(stanza);
      if (one) found.push(one);
      if (found.length >= mostPackages) parser.stopped = true;
    },
  );
  parser.write(status);
  parser.end();
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
};
