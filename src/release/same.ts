import type { Manifest } from "./manifest.ts";

/** The files that clients load, and whose bytes nothing else than what they are made of may change. */
export const comparedFiles = ["vmlinuz", "initrd.img", "rootfs.squashfs", "home.tar.gz"] as const;

/** A program that was another version when one of two releases was made. */
export interface OtherTool {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Whether two releases have the same bytes, and what may be the reason if not. */
export interface Sameness {
  /** Those of `comparedFiles` whose bytes differ. */
  readonly differing: readonly string[];
  readonly tools: readonly OtherTool[];
}

/** By the sums of the manifests. Pure. */
export const samenessOf = (before: Manifest, after: Manifest): Sameness => {
  const sum = ({ files }: Manifest, wanted: string) => files.find(({ name }) => name === wanted)?.sha256;
  const [old, now] = [before.tools ?? {}, after.tools ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return {
    differing: comparedFiles.filter((name) => sum(before, name) !== sum(after, name)),
    tools: names
      .filter((name) => old[name] !== now[name])
      .map((name) => ({ name, before: old[name], after: now[name] })),
  };
};
