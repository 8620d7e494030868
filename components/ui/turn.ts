/** The name after another (1) or before it (-1), round and round. */
export const turn = <Name extends string>(names: readonly Name[], name: Name, by: 1 | -1): Name =>
  names[(names.indexOf(name) + by + names.length) % names.length] ?? name;
