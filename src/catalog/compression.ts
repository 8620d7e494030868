/** What one level makes of the console image's tree; `seconds` is its processor time spread over two processors. */
export interface Measured {
  readonly level: number;
  readonly megabytes: number;
  readonly seconds: number;
}

/** An algorithm that mksquashfs has, with what it does. */
export interface Compression {
  readonly says: string;
  /** Level that is taken with the algorithm. */
  readonly usual: number;
  readonly levels: readonly Measured[];
}

/**
 * How a root can be packed: measured with mksquashfs 4.5.1. Modules and firmware are packed already and stay as they
 * are, so that levels differ little.
 */
export const compressions: Readonly<Record<"zstd" | "xz" | "lz4" | "gzip", Compression>> = {
  zstd: {
    says: "small, and quickly unpacked",
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
    says: "the smallest; slow to build, slow on the client",
    usual: 9,
    levels: [{ level: 1, megabytes: 159, seconds: 32 }],
  },
  lz4: {
    says: "the largest; quickest to build and to read",
    usual: 1,
    levels: [
      { level: 1, megabytes: 206, seconds: 2 },
      { level: 9, megabytes: 187, seconds: 15 },
    ],
  },
  gzip: {
    says: "for kernels without the others",
    usual: 9,
    levels: [
      { level: 1, megabytes: 180, seconds: 3 },
      { level: 6, megabytes: 173, seconds: 6 },
      { level: 9, megabytes: 172, seconds: 10 },
    ],
  },
};
