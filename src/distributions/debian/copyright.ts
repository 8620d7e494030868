import type { Licence } from "../distribution.ts";
import { StanzaParser } from "./deb822.ts";
import { spdxLicence } from "./licence.ts";

const fields = ["Format", "Format-Specification", "Files", "License"] as const;
type Field = (typeof fields)[number];

/** What the addresses of the format have in them, of 1.0 and of its drafts. */
const format = /copyright-format|dep-?5|CopyrightFormat/i;

const unknown = (problem: string): Licence => ({ problem });

/**
 * The licences in a package's copyright file, if it is machine-readable: those of all its files.
 * Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/. Pure.
 */
export const licenceInCopyright = (file: Buffer): Licence => {
  const names = new Set<string>();
  let first = true;
  let readable = false;
  let nameless = false;
  const parser = new StanzaParser<Field>(
    { fields, folded: [], linesOfStanza: 100_000, lineBytes: 256 * 1024, keptBytes: () => 1000 },
    (stanza) => {
      if (first) readable = format.test(stanza.get("Format") ?? stanza.get("Format-Specification") ?? "");
      first = false;
      if (!readable) parser.stopped = true;
      // Stanzas without files have the text of a licence that others name.
      if (!stanza.has("Files")) return;
      const name = stanza.get("License")?.replace(/\s+/g, " ").trim();
      if (name) names.add(name);
      else nameless = true;
    },
  );
  parser.write(file);
  parser.end();
  if (!readable) return unknown("its copyright file is not machine-readable");
  if (nameless) return unknown("a part of its copyright file has no name of a licence");
  if (names.size === 0) return unknown("its copyright file names no licence");
  return spdxLicence([...names].sort());
};
