import type { Need } from "../system/needs.ts";

/** Packages of mksquashfs and unsquashfs, by system. */
export const squashfsPackages = {
  debian: "squashfs-tools",
  fedora: "squashfs-tools",
  arch: "squashfs-tools",
  suse: "squashfs",
};

/** What looking into an image runs. */
export const inspectNeeds: readonly Need[] = [
  {
    what: "unsquashfs",
    why: "reads and unpacks a root",
    provides: "unsquashfs",
    packages: squashfsPackages,
  },
  {
    what: "zstd",
    why: "reads initrds and archives",
    provides: "zstd",
    packages: { debian: "zstd", fedora: "zstd", arch: "zstd", suse: "zstd" },
  },
  {
    what: "xz",
    why: "reads initrds, archives and modules",
    provides: "xz",
    packages: { debian: "xz-utils", fedora: "xz", arch: "xz", suse: "xz" },
  },
];

/** What looking into archives runs that are packed in ways in which ours are not; asked for where one is met. */
export const unpackNeeds: readonly Need[] = [
  {
    what: "lz4",
    why: "reads initrds that are packed with it",
    provides: "lz4",
    packages: { debian: "lz4", fedora: "lz4", arch: "lz4", suse: "lz4" },
  },
  {
    what: "bzip2",
    why: "reads archives that are packed with it",
    provides: "bzip2",
    packages: { debian: "bzip2", fedora: "bzip2", arch: "bzip2", suse: "bzip2" },
  },
];
