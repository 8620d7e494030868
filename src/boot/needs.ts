import type { Need } from "../system/needs.ts";
import { ovmf } from "./firmware.ts";

/** Packages of QEMU, by system. */
export const qemuPackages = {
  debian: "qemu-system-x86",
  fedora: "qemu-system-x86",
  arch: "qemu-system-x86",
  suse: "qemu-x86",
};

/** What a test boot runs. */
export const bootNeeds: readonly Need[] = [
  {
    what: "QEMU",
    why: "boots an image to prove it",
    provides: "qemu-system-x86_64",
    packages: qemuPackages,
  },
];

/** What a test boot with UEFI firmware needs besides. */
export const uefiNeeds: readonly Need[] = [
  {
    what: "OVMF",
    why: "boots with UEFI firmware",
    provides: ovmf.places,
    packages: ovmf.packages,
  },
];
