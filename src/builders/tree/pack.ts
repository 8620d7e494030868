import { statSync } from "node:fs";
import type { NetworkKind } from "../../distributions/distribution.ts";
import type { StageContext } from "../../pipeline/builder.ts";
import type { Settings } from "../../settings/schema.ts";

/**
 * What differs between a tree and its image, as pseudo files of mksquashfs, so that the tree is never edited for packing. A
 * pseudo file takes effect only if its path is excluded too.
 * Pseudo file syntax: mksquashfs -help, "Pseudo file definitions"; `f` runs a command for the content.
 */
const replaced = [
  "etc/fstab f 644 0 0 true",
  "etc/machine-id f 444 0 0 true",
  "etc/localtime s 777 0 0 /run/localtime",
];

/** Never in an image, whatever the settings say: identity and secrets of the building machine. */
const alwaysExcluded = ["etc/ssh/ssh_host_*", "root/.ssh", "root/.bash_history", "var/lib/dbus/machine-id"];

/** Escapes a path for mksquashfs -wildcards. */
const literally = (path: string) => path.replace(/[\\*?[\]]/g, "\\$&");

/**
 * The files that mksquashfs -ef and -pf read, by their names in the `lists` of `packCommand`. Pure.
 * @param files of the packages in `exclude.packages`, as package-files.sh lists them
 * @param more further patterns to exclude
 */
export const packingFiles = (
  { exclude }: Pick<Settings, "exclude">,
  network: NetworkKind,
  files: readonly string[],
  more: readonly string[] = [],
): { excludes: string; pseudo: string } => {
  const pseudo =
    network === "ifupdown" ? [...replaced, "etc/network/interfaces s 777 0 0 /tmp/interfaces"] : replaced;
  const paths = pseudo.map((line) => line.split(" ", 1)[0]);
  const excludes = [...paths, ...alwaysExcluded, ...more, ...exclude.paths, ...files.map(literally)];
  return { excludes: `${excludes.join("\n")}\n`, pseudo: `${pseudo.join("\n")}\n` };
};

/** Files that are compressed already (kernel modules, firmware). To compress them again takes time and saves nothing. */
const storedAsTheyAre = `uncompressed@${["xz", "zst", "gz"].map((end) => `name(*.${end})`).join("||")}`;

/** Compression options of mksquashfs. */
export const compressionOptions = ({ rootfs }: Pick<Settings, "rootfs">): string[] => {
  const options = ["-comp", rootfs.compression, "-b", rootfs.blockSize];
  if (rootfs.compression === "zstd" || rootfs.compression === "gzip") {
    options.push("-Xcompression-level", String(rootfs.level));
  }
  if (rootfs.compression === "lz4" && rootfs.level > 1) options.push("-Xhc");
  return options;
};

/**
 * The command that packs a tree; its progress is on stdout.
 * @param place paths; `lists` is a directory with the files of `packingFiles`
 */
export const packCommand = (
  inputs: Pick<Settings, "rootfs">,
  place: {
    readonly onTerminal: string;
    readonly tree: string;
    readonly image: string;
    readonly lists: string;
  },
): string[] => [
  "sh",
  place.onTerminal,
  "mksquashfs",
  place.tree,
  place.image,
  "-noappend",
  "-progress",
  "-no-exports",
  ...compressionOptions(inputs),
  "-action",
  storedAsTheyAre,
  "-wildcards",
  "-pf",
  `${place.lists}/pseudo`,
  // Must be last: it takes all words that follow.
  "-ef",
  `${place.lists}/excludes`,
];

/**
 * Follows the lines of mksquashfs: each is either progress or a line for the log.
 * @param image what it writes, where that is on this machine
 */
export const followPacking =
  ({ log, progress }: Pick<StageContext, "log" | "progress">, image?: string) =>
  (line: string): void => {
    const bar = /^\[.*\]\s+(\d+)\/(\d+)\s+\d+%/.exec(line);
    if (bar) {
      const [done, all] = [Number(bar[1]), Number(bar[2])];
      const bytes = image === undefined ? undefined : statSync(image, { throwIfNoEntry: false })?.size;
      progress(all > 0 ? done / all : undefined, `${done} of ${all} blocks`, bytes);
    } else if (!line.startsWith("Unrecognised xattr prefix system.posix_acl")) {
      // Squashfs has no POSIX ACLs. Debian's journal directory has some, which a client does not need.
      log(line);
    }
  };
