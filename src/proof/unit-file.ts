/** Lines of a unit, by key, with the section: systemd.syntax(7). An empty value takes back those before it. */
export type UnitLines = ReadonlyMap<string, readonly string[]>;

/** A line that ends with a backslash goes on in the next one; comments between are left out. */
const wholeLines = (text: string): string[] => {
  const lines: string[] = [];
  let begun = "";
  for (const line of text.split("\n")) {
    if (/^\s*[#;]/.test(line)) continue;
    const joined = begun + line;
    if (joined.endsWith("\\")) begun = `${joined.slice(0, -1)} `;
    else {
      lines.push(joined.trim());
      begun = "";
    }
  }
  return begun === "" ? lines : [...lines, begun.trim()];
};

/** The lines of a unit's files: the unit itself, then its drop-ins. Keys are as `Service.ExecStart`. Pure. */
export const unitLines = (...texts: readonly string[]): UnitLines => {
  const found = new Map<string, string[]>();
  for (const text of texts) {
    let section = "";
    for (const line of wholeLines(text)) {
      const [, name] = /^\[([^\]]+)\]$/.exec(line) ?? [];
      if (name !== undefined) section = name;
      const at = line.indexOf("=");
      if (name !== undefined || at <= 0) continue;
      const key = `${section}.${line.slice(0, at).trim()}`;
      const value = line.slice(at + 1).trim();
      if (value === "") found.delete(key);
      else found.set(key, [...(found.get(key) ?? []), value]);
    }
  }
  return found;
};

/** The values of a list such as Requires=, which may be on several lines. */
export const words = (lines: UnitLines, key: string): string[] =>
  (lines.get(key) ?? []).flatMap((line) => line.split(/\s+/)).filter(Boolean);

/** The program of a line such as ExecStart=, and whether its failure counts: systemd.service(5), "COMMAND LINES". */
export const commandOf = (line: string): { readonly program: string; readonly mayFail: boolean } => {
  const [, signs = "", rest = ""] = /^([@\-:+!|]*)\s*(.*)$/.exec(line) ?? [];
  const [, quoted, bare] = /^(?:"([^"]*)"|(\S*))/.exec(rest) ?? [];
  return { program: quoted ?? bare ?? "", mayFail: signs.includes("-") };
};
