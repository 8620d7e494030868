import { z } from "zod";
import { driverNames, drivers } from "../../catalog/drivers.ts";
import { usualExcludes } from "../../catalog/excludes.ts";
import { firmware, firmwareNames } from "../../catalog/firmware.ts";
import { roleLabels, roleNames } from "../../catalog/roles.ts";
import * as grammar from "../../grammar/grammar.ts";
import { labels, oneOf, setting } from "./setting.ts";

export const kernel = z.strictObject({
  package: setting(z.union([z.literal("auto"), grammar.packageName]).default("auto"), {
    label: "kernel",
    help: "Package with the kernel. auto: the distribution's kernel for the architecture.",
  }),
  firmware: setting(z.array(z.enum(firmwareNames)).default(["realtek"]), {
    help: "Firmware files for network and graphics cards. Without the firmware that its network card needs, a client has no network.",
    values: labels(firmware),
  }),
});

export const initrd = z.strictObject({
  modules: oneOf(
    {
      most: "drivers of disks and controllers too",
      netboot: "networks, USB hosts, keyboards: smallest",
    },
    "netboot",
    {
      label: "drivers to start with",
      help: "Kernel drivers in the initrd, which a client starts with until it has fetched the root. The root has all of them.",
    },
  ),
  compression: oneOf(
    {
      zstd: "small and quick",
      xz: "smallest, slow to unpack",
      lz4: "largest, quickest to unpack",
      gzip: "for old kernels",
    },
    "zstd",
    {
      label: "initrd packing",
      help: "How the initrd is compressed. The kernel unpacks it at each boot.",
    },
  ),
});

export const packages = z.strictObject({
  roles: setting(z.array(z.enum(roleNames)).default(["console"]), {
    help: "What the client is for. A role brings packages that belong together.",
    values: roleLabels,
  }),
  install: setting(z.array(grammar.packageName).default([]), {
    help: "Packages in addition to those of the roles. Their dependencies are installed too. In the wizard, typing searches the suite's package list.",
  }),
  remove: setting(z.array(grammar.packageName).default([]), {
    label: "uninstall",
    help: "Packages to uninstall at the end, even if a role or another package brings them. The image is then without them, and what needs them may not work.",
  }),
  drivers: setting(z.array(z.enum(driverNames)).default([]), {
    label: "graphics drivers",
    help: "Packages with drivers for graphics cards and tablets, in addition to those of the roles. Kernel drivers are always there.",
    values: labels(drivers),
  }),
});

/** Installed in a template machine, but useless on a client without disks. */
export const excludedPackages = [
  "virtualbox-guest-utils",
  "grub-common",
  "grub-gfxpayload-lists",
  "grub-pc",
  "grub-pc-bin",
  "grub2-common",
];

export const exclude = z.strictObject({
  paths: setting(z.array(grammar.imagePath).default(Object.keys(usualExcludes)), {
    label: "directories",
    help: "Paths to leave out of the image, with the wildcards * and ?. With /* at the end, the directory itself stays, so that programs find it.",
  }),
  packages: setting(z.array(grammar.packageName).default(excludedPackages), {
    label: "files of packages",
    help: "Packages whose files are not packed, such as boot loaders: the build needs them, clients do not. They count as installed, so nothing that needs them is removed. To uninstall a package, use packages.remove.",
  }),
});
