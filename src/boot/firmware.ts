import { ThinsmithError } from "../system/errors.ts";
import { exists } from "../system/files.ts";

/** UEFI firmware for QEMU (OVMF): where the systems' packages put it, and these packages. */
export const ovmf = {
  places: [
    "/usr/share/ovmf/OVMF.fd",
    "/usr/share/qemu/OVMF.fd",
    "/usr/share/OVMF/OVMF_CODE.fd",
    "/usr/share/edk2/ovmf/OVMF_CODE.fd", // Fedora
    "/usr/share/edk2/x64/OVMF.4m.fd", // Arch
    "/usr/share/edk2/x64/OVMF.fd",
    "/usr/share/qemu/ovmf-x86_64.bin", // openSUSE
  ],
  packages: { debian: "ovmf", fedora: "edk2-ovmf", arch: "edk2-ovmf", suse: "qemu-ovmf-x86_64" },
} as const;

/** Path of the firmware. @throws ThinsmithError where it is not installed */
export const findOvmf = async (): Promise<string> => {
  for (const path of ovmf.places) if (await exists(path)) return path;
  throw new ThinsmithError("UEFI firmware for QEMU is not installed.", {
    remedy: `On Debian and Ubuntu: apt-get install ${ovmf.packages.debian}`,
  });
};
