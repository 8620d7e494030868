import type { Manifest } from "./release.ts";

/** What one release has other than the one before it. Sizes in bytes, negative where something became smaller. */
export interface Changes {
  readonly files: Readonly<Record<string, number>>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly upgraded: readonly string[];
}

/** Compares what the manifests say. Pure. */
export const changesBetween = (before: Manifest, after: Manifest): Changes => {
  const versions = new Map(before.packages.map(({ name, version }) => [name, version]));
  const names = new Set(after.packages.map(({ name }) => name));
  const sizes = new Map(before.files.map(({ name, size }) => [name, size]));
  return {
    files: Object.fromEntries(
      after.files.flatMap(({ name, size }) => {
        const old = sizes.get(name);
        return old === undefined ? [] : [[name, size - old]];
      }),
    ),
    added: [...names].filter((name) => !versions.has(name)),
    removed: [...versions.keys()].filter((name) => !names.has(name)),
    upgraded: after.packages
      .filter(({ name, version }) => versions.has(name) && versions.get(name) !== version)
      .map(({ name }) => name),
  };
};
