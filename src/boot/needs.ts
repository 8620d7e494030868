import { type Need, need } from "../system/needs.ts";
import { ovmf, secureOvmf } from "./firmware.ts";

const packages = {
  debian: "qemu-system-x86",
  fedora: "qemu-system-x86",
  arch: "qemu-system-x86",
  suse: "qemu-x86",
};

/** QEMU. @param why what it does here */
export const qemuNeed = (why: string): Need => need("QEMU", why, "qemu-system-x86_64", packages);

/** What a test boot runs. */
export const bootNeeds: readonly Need[] = [
  qemuNeed("boots an image: in a build, to prove it, and by thinsmith boot"),
];

/** What a test boot with UEFI firmware needs besides. */
export const uefiNeeds: readonly Need[] = [
  need("OVMF", "boots with UEFI firmware", ovmf.places, ovmf.packages),
];

/** Firmware that knows a site's own keys alone. @param why what it does here */
export const secureOvmfNeed = (why: string): Need =>
  need(
    "OVMF with Secure Boot",
    why,
    secureOvmf.places.map(({ code }) => code),
    secureOvmf.packages,
  );

/** What a test boot with Secure Boot needs besides. */
export const secureBootNeeds: readonly Need[] = [
  secureOvmfNeed("boots with a site's own keys in the firmware (boot --secure-boot, proof of locked images)"),
];
