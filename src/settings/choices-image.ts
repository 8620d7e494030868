import { type Compression, compressions } from "../catalog/compression.ts";
import { drivers } from "../catalog/drivers.ts";
import { firmware } from "../catalog/firmware.ts";
import { roleLabels } from "../catalog/roles.ts";
import type { Choice } from "./choice.ts";
import type { Settings } from "./schema.ts";

const labels = (of: Record<string, { label: string }>): Record<string, string> =>
  Object.fromEntries(Object.entries(of).map(([name, { label }]) => [name, label]));

const withMachines = ({ base }: Settings): boolean => base.builder === "vagrant";

/** "170 MB in 4 s: small, ..." with the algorithm's usual level. */
const packingLabel = ({ says, usual, levels }: Compression): string => {
  const measured = levels.find(({ level }) => level === usual) ?? levels[0];
  return measured ? `${measured.megabytes} MB in ${measured.seconds} s: ${says}` : says;
};

/** What decides how the image is made and what is in it. */
export const baseChoices: readonly Choice[] = [
  {
    name: "name",
    label: "name",
    help: "The image's name: its releases lie in build/NAME/, and a preset saved from it is called so.",
  },
  {
    name: "description",
    label: "description",
    help: "One line for people; it stands in the list of presets.",
  },
  {
    name: "base.builder",
    label: "builder",
    help: "Who makes the root tree.",
    values: {
      local: "on this machine with mmdebstrap: quick, no virtual machine",
      vagrant: "in a virtual machine to log into and shape",
    },
  },
  {
    name: "base.suite",
    label: "suite",
    help: "The release of the distribution whose packages the image is made of.",
  },
  {
    name: "base.mirror",
    label: "mirror",
    help: "Address of the one package mirror to take everything from, security updates too. None: the distribution's own.",
  },
  {
    name: "base.provider",
    label: "provider",
    help: "Who runs the virtual machines.",
    values: {
      auto: "what is installed",
      virtualbox: "VirtualBox; not tried yet",
      libvirt: "libvirt and QEMU",
    },
    when: withMachines,
  },
  {
    name: "base.box",
    label: "box",
    help: "Base box of the virtual machines: a name, or a .box file. None: the one that thinsmith box make made here for the suite, else a known one from Vagrant Cloud.",
    values: { null: "that of the suite" },
    when: withMachines,
  },
  {
    name: "base.boxVersion",
    label: "box version",
    help: "Version of the box. None: the newest.",
    values: { null: "the newest" },
    when: withMachines,
  },
  {
    name: "machines.wait",
    label: "wait for you",
    help: "The build stops when the template is provisioned, lets you log in and change what you like, and goes on when you say so.",
    when: withMachines,
  },
  {
    name: "machines.test",
    label: "test machine",
    help: "After the build a third machine without a disk boots the image off the server, by the network.",
    when: withMachines,
  },
  {
    name: "machines.afterwards",
    label: "afterwards",
    help: "What becomes of the machines after a build. A machine that runs makes the next build quick.",
    values: {
      leave: "they run on",
      halt: "they are switched off, and keep what you did in them",
      destroy: "they are removed, with what you did in them",
    },
    when: withMachines,
  },
  {
    name: "machines.memory",
    label: "memory, MiB",
    help: "Memory of each machine. Packing needs 1024, desktops in the template more.",
    stride: 256,
    when: withMachines,
  },
  {
    name: "machines.processors",
    label: "processors",
    help: "Processors of each machine.",
    stride: 1,
    when: withMachines,
  },
  {
    name: "machines.driver",
    label: "driver",
    help: "How libvirt runs the machines. Emulation works everywhere and is ten times slower.",
    values: {
      auto: "kvm where it is there",
      kvm: "with the processor's virtualisation",
      qemu: "emulated",
    },
    when: ({ base }) => base.builder === "vagrant" && base.provider !== "virtualbox",
  },
  {
    name: "machines.network",
    label: "network",
    help: "Network that only the machines are in. Change it where your own network has the same addresses.",
    when: withMachines,
  },
];

export const kernelChoices: readonly Choice[] = [
  {
    name: "kernel.package",
    label: "kernel",
    help: "Package that brings the kernel; auto is the distribution's own.",
  },
  {
    name: "kernel.firmware",
    label: "firmware",
    help: "Files that network and graphics cards need before they work. A client without its card's firmware has no network.",
    values: labels(firmware),
  },
  {
    name: "initrd.modules",
    label: "drivers",
    help: "Which drivers the initrd has. The root has all others.",
    values: {
      netboot: "networks, USB, keyboards: the smallest",
      most: "those of disks and controllers too",
    },
  },
  {
    name: "initrd.compression",
    label: "initrd packing",
    help: "How the initrd is compressed; the kernel unpacks it at each boot.",
    values: {
      zstd: "small and quick",
      xz: "smallest, slow to unpack",
      lz4: "largest, quickest to unpack",
      gzip: "for old kernels",
    },
  },
];

export const packageChoices: readonly Choice[] = [
  {
    name: "packages.roles",
    label: "roles",
    help: "What the client is for. A role brings packages that belong together.",
    values: roleLabels,
  },
  {
    name: "packages.install",
    label: "install",
    help: "Packages on top of the roles, with what they depend on. Enter searches the suite's own list.",
  },
  {
    name: "packages.remove",
    label: "remove",
    help: "Packages taken out of the finished tree, though something brought them.",
  },
  {
    name: "packages.drivers",
    label: "drivers",
    help: "What screens need beside the drivers that the roles bring themselves.",
    values: labels(drivers),
  },
];

export const memoryChoices: readonly Choice[] = [
  {
    name: "zram.sizePct",
    label: "zram size",
    help: "Swap space as per cent of the client's memory, before compression; 0 turns it off.",
    parameter: "zram_size_pct=",
    stride: 5,
  },
  {
    name: "zram.algorithm",
    label: "algorithm",
    help: "How what is swapped out is compressed. A kernel without it uses its own and says so.",
    parameter: "zram_algorithm=",
    values: {
      lz4: "quickest; about half the size",
      "lzo-rle": "quick; many kernels' own default",
      lzo: "as lzo-rle, for older kernels",
      zstd: "about a third of the size, more work for the processor",
      lz4hc: "as lz4, slower in, a little smaller",
      "842": "for hardware that does it itself",
      deflate: "slow; for kernels that have no zstd",
    },
  },
  {
    name: "zram.devices",
    label: "devices",
    help: "How many zram devices share the swap; auto is one per processor.",
    parameter: "zram_devices=",
  },
];

export const packingChoices: readonly Choice[] = [
  {
    name: "rootfs.compression",
    label: "algorithm",
    help: "How the root is compressed. Sizes and times are of the console image, packed on two processors.",
    values: Object.fromEntries(Object.entries(compressions).map(([name, of]) => [name, packingLabel(of)])),
  },
  {
    name: "rootfs.level",
    label: "level",
    help: "Higher is smaller and takes longer to build; unpacking on the client takes the same time. xz has no levels.",
    stride: 1,
  },
  {
    name: "rootfs.blockSize",
    label: "block size",
    help: "Larger blocks compress better, but a client unpacks a whole block to read a small file.",
    values: {
      "128K": "the usual one",
      "256K": "a little smaller",
      "512K": "smaller, slower to read",
      "1M": "smallest, slowest to read",
    },
  },
];
