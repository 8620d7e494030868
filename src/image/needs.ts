import { type Need, need } from "../system/needs.ts";

/** Packages of mksquashfs and unsquashfs, by system. */
export const squashfsPackages = {
  debian: "squashfs-tools",
  fedora: "squashfs-tools",
  arch: "squashfs-tools",
  suse: "squashfs",
};
const xzPackages = { debian: "xz-utils", fedora: "xz", arch: "xz", suse: "xz" };

/** What looking into an image runs. */
export const inspectNeeds: readonly Need[] = [
  need("unsquashfs", "reads and unpacks a root", "unsquashfs", squashfsPackages),
  need("zstd", "reads initrds and archives", "zstd", "zstd"),
  need("xz", "reads initrds, archives and modules", "xz", xzPackages),
];

/** What looking into archives runs that are packed in ways in which ours are not; asked for where one is met. */
export const unpackNeeds: readonly Need[] = [
  need("lz4", "reads initrds that are packed with it", "lz4", "lz4"),
  need("bzip2", "reads archives that are packed with it", "bzip2", "bzip2"),
];
