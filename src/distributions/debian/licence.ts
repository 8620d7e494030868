import ids from "spdx-license-ids/index.json" with { type: "json" };
import type { KnownLicence } from "../distribution.ts";

type Operator = "AND" | "OR";

/** A licence expression: parts, in brackets where they have operators of their own, and what stands between them. */
interface Term {
  readonly parts: readonly string[];
  readonly operator?: Operator;
}

const textOf = ({ parts, operator }: Term): string => parts.join(` ${operator} `);

/** Sorted, and each part once: their order has no meaning. */
const joined = (terms: readonly Term[], operator: Operator): Term => {
  if (terms.length === 1) return terms[0] as Term;
  const parts = terms.flatMap((term) => {
    if (term.operator === undefined || term.operator === operator) return term.parts;
    return [`(${textOf(term)})`];
  });
  const unique = [...new Set(parts)].sort();
  return unique.length > 1 ? { parts: unique, operator } : { parts: unique };
};

const idsByLowerCase = new Map(ids.map((id) => [id.toLowerCase(), id]));

/** Debian's names that are no SPDX id but mean one. */
const same: ReadonlyMap<string, string> = new Map([
  ["expat", "MIT"],
  ["cc0", "CC0-1.0"],
]);

/** Exceptions by Debian's names, as far as a name does not leave a choice between several of SPDX's. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ["classpath-2.0", "Classpath-exception-2.0"],
  ["gcc-3.1", "GCC-exception-3.1"],
  ["libtool", "Libtool-exception"],
  ["linux-syscall-note", "Linux-syscall-note"],
  ["llvm", "LLVM-exception"],
]);

/** The GNU licences, as they are written in copyright files: GPL-2+, GPLv2+, LGPL-2.1, GFDL-NIV-1.3+, GPL-2.0-or-later. */
const gnu = /^(AGPL|LGPL|GPL|GFDL)(-NIV)?-?v?(\d)(?:\.(\d))?(\+|-or-later|-only)?$/i;

/** The SPDX id of a licence; undefined where its name is none, or leaves a choice between several. */
const idOf = (name: string): string | undefined => {
  const [, family, noInvariants = "", major, minor = "0", later = "-only"] = gnu.exec(name) ?? [];
  const wanted = family
    ? `${family}-${major}.${minor}${noInvariants && "-no-invariants"}${later === "+" ? "-or-later" : later}`
    : (same.get(name.toLowerCase()) ?? name);
  // Debian leaves out the .0 of Apache-2.0.
  return idsByLowerCase.get(wanted.toLowerCase()) ?? idsByLowerCase.get(`${wanted}.0`.toLowerCase());
};

/** The name of a licence that SPDX does not know, for use in expressions. */
const referenceTo = (name: string): string =>
  `LicenseRef-${
    name
      .replaceAll("+", "-plus")
      .replace(/[^A-Za-z0-9.]+/g, "-")
      .replace(/^-|-$/g, "") || "unnamed"
  }`;

/**
 * The SPDX expression for all of some licences, each as the first line of a field License: names with "and", "or" and
 * "with ... exception", where a comma before "and" or "or" ends what belongs together. A name that SPDX does not know
 * becomes a LicenseRef-. Pure.
 */
export const spdxLicence = (synopses: readonly string[]): KnownLicence => {
  const references = new Map<string, string>();
  const reference = (name: string): Term => {
    const text = referenceTo(name);
    if (!references.has(text)) references.set(text, name);
    return { parts: [text] };
  };
  const one = (name: string): Term => {
    const [, licence = name, exception] = /^(\S+) with (?:the )?(\S+)(?: exceptions?)?$/i.exec(name) ?? [];
    const id = idOf(licence);
    if (exception === undefined) return id ? { parts: [id] } : reference(name);
    const known = exceptions.get(exception.toLowerCase());
    return id && known ? { parts: [`${id} WITH ${known}`] } : reference(name);
  };
  const clause = (text: string): Term =>
    joined(
      text.split(/ or /i).map((part) => joined(part.split(/ and /i).map(one), "AND")),
      "OR",
    );
  const all = synopses.map((synopsis) => {
    const [first = "", ...rest] = synopsis.trim().split(/, *(and|or) /i);
    let whole = clause(first);
    for (let at = 0; at < rest.length; at += 2)
      whole = joined(
        [whole, clause(rest[at + 1] as string)],
        rest[at]?.toLowerCase() === "or" ? "OR" : "AND",
      );
    return whole;
  });
  return { expression: textOf(joined(all, "AND")), references };
};
