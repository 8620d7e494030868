/** A line of exclude.paths as mksquashfs -wildcards reads it, name by name. */
type Pattern = readonly RegExp[];

/** fnmatch(3) as mksquashfs calls it: wildcards take no slash, and no dot at the beginning of a name. */
const nameRegExp = (name: string): RegExp => {
  const body = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${/^[*?]/.test(name) ? "(?!\\.)" : ""}${body}$`, "s");
};

/** Which of some patterns leave out a path, by their places in the list: what lies below what is left out is, too. */
export const excludeMatcher = (patterns: readonly string[]): ((path: string) => number[]) => {
  const compiled: Pattern[] = patterns.map((pattern) => pattern.split("/").map(nameRegExp));
  return (path) => {
    const names = path.split("/");
    return compiled.flatMap((pattern, index) =>
      pattern.length <= names.length && pattern.every((name, at) => name.test(names[at] as string))
        ? [index]
        : [],
    );
  };
};
