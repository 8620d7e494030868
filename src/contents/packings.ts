import { blockShares, compressions, measuredTree } from "../catalog/compression.ts";
import type { Settings } from "../settings/schema.ts";

export type RootfsSettings = Pick<Settings["rootfs"], "compression" | "level"> &
  Partial<Pick<Settings["rootfs"], "blockSize">>;

/** What an image is made of, in bytes as zstd 9 packs them: files that are packed already, and all others. */
export interface Contents {
  readonly stored: number;
  readonly other: number;
}

/** A way to pack an image. */
export interface Packing {
  readonly label: string;
  readonly compression: Settings["rootfs"]["compression"];
  readonly level: number;
  readonly bytes: number;
  /** Time of mksquashfs on two processors. */
  readonly seconds: number;
  readonly chosen: boolean;
}

/** The measurement that counts for a level: between two, the lower one. */
export const measurementOf = ({ compression, level }: RootfsSettings) => {
  const { levels } = compressions[compression];
  return (
    levels.findLast((one) => one.level <= level) ??
    levels[0] ?? { megabytes: measuredTree.megabytes, seconds: 0 }
  );
};

const { megabytes: whole, storedMegabytes } = measuredTree;

/** What a packing makes of an image. Files that are packed already stay as they are. */
export const imageBytesOf = ({ stored, other }: Contents, rootfs: RootfsSettings): number => {
  const share = (measurementOf(rootfs).megabytes - storedMegabytes) / (whole - storedMegabytes);
  return stored + other * share * blockShares[rootfs.blockSize ?? "128K"];
};

/** Each measured algorithm and level, for an image. @param secondsOf time of mksquashfs with a packing */
export const packingsOf = (
  contents: Contents,
  rootfs: RootfsSettings,
  secondsOf: (rootfs: RootfsSettings) => number,
): Packing[] =>
  Object.entries(compressions).flatMap(([name, { levels }]) =>
    levels.map(({ level }, index) => {
      const compression = name as RootfsSettings["compression"];
      const packing = { ...rootfs, compression, level };
      const next = levels[index + 1]?.level ?? Number.POSITIVE_INFINITY;
      return {
        ...{ compression, level },
        label: levels.length > 1 ? `${name} ${level}` : name,
        bytes: imageBytesOf(contents, packing),
        seconds: secondsOf(packing),
        chosen:
          compression === rootfs.compression && rootfs.level < next && (level <= rootfs.level || index === 0),
      };
    }),
  );
