/** A measurement with the tree of the console image. `megabytes` is the packed size, `seconds` the time on two processors. */
interface Measured {
  readonly level: number;
  readonly megabytes: number;
  readonly seconds: number;
}

/** An algorithm of mksquashfs. `says` describes it to a person. */
export interface Compression {
  readonly says: string;
  /** Default level. */
  readonly usual: number;
  readonly levels: readonly Measured[];
}

/**
 * The tree that was packed, by zstd 9: all of it, and what of it is packed already (the kernel's modules). What the
 * algorithms leave of the rest was compared with the tree of the kiosk: it differs by at most 1 %.
 */
export const measuredTree = { megabytes: 170, storedMegabytes: 94 };

/** What larger blocks leave of the files that are not packed already, by zstd 9: between the console and the kiosk. */
export const blockShares = { "128K": 1, "256K": 0.967, "512K": 0.94, "1M": 0.91 } as const;

/**
 * Ways to compress the root file system, measured with mksquashfs 4.5.1. Levels differ little, because kernel modules
 * and firmware are already compressed.
 */
export const compressions: Readonly<Record<"zstd" | "xz" | "lz4" | "gzip", Compression>> = {
  zstd: {
    says: "small; fast to unpack",
    usual: 9,
    levels: [
      { level: 1, megabytes: 181, seconds: 2 },
      { level: 3, megabytes: 176, seconds: 2 },
      { level: 6, megabytes: 171, seconds: 3 },
      { level: 9, megabytes: 170, seconds: 4 },
      { level: 12, megabytes: 170, seconds: 10 },
      { level: 15, megabytes: 165, seconds: 20 },
      { level: 19, megabytes: 164, seconds: 41 },
      { level: 22, megabytes: 164, seconds: 57 },
    ],
  },
  xz: {
    says: "smallest; slow to build and slow on the client",
    usual: 9,
    levels: [{ level: 1, megabytes: 159, seconds: 32 }],
  },
  lz4: {
    says: "largest; fastest to build and to read",
    usual: 1,
    levels: [
      { level: 1, megabytes: 206, seconds: 2 },
      { level: 9, megabytes: 187, seconds: 15 },
    ],
  },
  gzip: {
    says: "for kernels without the other algorithms",
    usual: 9,
    levels: [
      { level: 1, megabytes: 180, seconds: 3 },
      { level: 6, megabytes: 173, seconds: 6 },
      { level: 9, megabytes: 172, seconds: 10 },
    ],
  },
};
