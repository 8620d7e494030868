/** Debian Policy 5.6.1. Longer names than Debian's longest (about 90) are nobody's. */
const grammar = /^[a-z0-9][a-z0-9+.-]{1,199}$/;

export const isPackageName = (name: string): boolean => grammar.test(name);

/** Whether a character of a name: the grammar is looked at once the name is cut out. */
const belongsToName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46;

const comma = 44;
const bar = 124;

/**
 * A relation field (Depends, Pre-Depends, Provides; Debian Policy 7.1) such as `a (>= 1), b:any | c`: one list of
 * alternatives for each relation, names alone. What is no package name is left out.
 */
export const parseRelations = (field: string): string[][] => {
  const relations: string[][] = [];
  let alternatives: string[] = [];
  const { length } = field;
  let at = 0;
  // One character after the other: some fields have a thousand relations, and an index has 200,000.
  while (at < length) {
    let code = field.charCodeAt(at);
    while (at < length && code <= 32) code = field.charCodeAt(++at);
    const begin = at;
    while (at < length && belongsToName(code)) code = field.charCodeAt(++at);
    const name = field.slice(begin, at);
    // A version, an architecture or a qualifier such as :any may follow; a letter of another kind may not.
    const endsWell =
      at === length || code <= 32 || code === comma || code === bar || "(:[<".includes(field[at] as string);
    if (endsWell && isPackageName(name)) alternatives.push(name);
    while (at < length && code !== comma && code !== bar) code = field.charCodeAt(++at);
    if (at >= length || code === comma) {
      if (alternatives.length > 0) relations.push(alternatives);
      alternatives = [];
    }
    at += 1;
  }
  if (alternatives.length > 0) relations.push(alternatives);
  return relations;
};
