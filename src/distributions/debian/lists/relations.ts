/** Debian Policy 5.6.1. Debian's longest name has about 90 letters. */
const grammar = "[a-z0-9][a-z0-9+.-]{1,199}";
const whole = new RegExp(`^${grammar}$`);
/** A version, an architecture or a qualifier such as :any may follow. */
const leading = new RegExp(`^[\\0- ]*(${grammar})(?=$|[\\0- (:[<])`);

export const isPackageName = (name: string): boolean => whole.test(name);

/**
 * A relation field (Depends, Pre-Depends, Provides; Debian Policy 7.1) such as `a (>= 1), b:any | c`: one list of
 * alternatives for each relation, only names. Invalid package names are ignored.
 */
export const parseRelations = (field: string): string[][] => {
  const relations: string[][] = [];
  // Loops: an index has 70,000 names in Provides alone.
  for (const relation of field.split(",")) {
    const names: string[] = [];
    for (const alternative of relation.split("|")) {
      const name = leading.exec(alternative)?.[1];
      if (name) names.push(name);
    }
    if (names.length > 0) relations.push(names);
  }
  return relations;
};
