import { z } from "zod";
import { compressions } from "../../catalog/compression.ts";
import { oneOf, setting } from "./setting.ts";

export const zram = z.strictObject({
  sizePct: setting(z.int().min(0).max(200).default(50), {
    label: "zram size",
    help: "Size of the compressed swap in per cent of the client's memory, before compression. 0: no swap.",
    stride: 5,
  }),
  algorithm: oneOf(
    {
      lz4: "fastest; about half the size",
      "lzo-rle": "fast; the default of many kernels",
      lzo: "as lzo-rle, for older kernels",
      zstd: "about a third of the size, more work for the processor",
      lz4hc: "as lz4, slower to compress, a little smaller",
      "842": "for processors that compress in hardware",
      deflate: "slow; for kernels that have no zstd",
    },
    "lz4",
    {
      help: "How the swap is compressed. A kernel without this algorithm uses its default, and the client prints a message.",
    },
  ),
  devices: setting(z.union([z.literal("auto"), z.int().min(1).max(64)]).default("auto"), {
    help: "Number of zram devices that share the swap. auto: one per processor.",
  }),
});

export const rootfs = z.strictObject({
  compression: oneOf(
    {
      zstd: compressions.zstd.says,
      xz: compressions.xz.says,
      lz4: compressions.lz4.says,
      gzip: compressions.gzip.says,
    },
    "zstd",
    {
      label: "algorithm",
      help: "How the root is compressed. The wizard shows the size of this image with each algorithm, and the time to pack it.",
    },
  ),
  level: setting(z.int().min(1).max(22).default(9), {
    help: "zstd has 1 to 22, gzip 1 to 9, lz4 1 (fast) or more (small), xz has no levels. A higher level makes the image smaller and the build longer; unpacking on the client takes the same time.",
    stride: 1,
    when: { "rootfs.compression": ["zstd", "gzip", "lz4"] },
  }),
  blockSize: oneOf(
    {
      "128K": "the usual size",
      "256K": "slightly smaller image",
      "512K": "smaller image, slower to read",
      "1M": "smallest image, slowest to read",
    },
    "128K",
    {
      label: "block size",
      help: "Larger blocks compress better, but a client unpacks a whole block to read a small file.",
    },
  ),
});
