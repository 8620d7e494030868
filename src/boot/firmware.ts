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

/** The same with Secure Boot, which the system that it starts cannot change: its code, and an empty store of variables. */
export const secureOvmf = {
  places: [
    { code: "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", variables: "/usr/share/OVMF/OVMF_VARS_4M.fd" },
    { code: "/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd", variables: "/usr/share/edk2/ovmf/OVMF_VARS.fd" }, // Fedora
    { code: "/usr/share/edk2/x64/OVMF_CODE.secboot.4m.fd", variables: "/usr/share/edk2/x64/OVMF_VARS.4m.fd" }, // Arch
    {
      code: "/usr/share/qemu/ovmf-x86_64-smm-code.bin",
      variables: "/usr/share/qemu/ovmf-x86_64-smm-vars.bin",
    }, // openSUSE
  ],
  packages: ovmf.packages,
} as const;

/** Path of the firmware. @throws ThinsmithError where it is not installed */
export const findOvmf = async (): Promise<string> => {
  for (const path of ovmf.places) if (await exists(path)) return path;
  throw new ThinsmithError("UEFI firmware for QEMU is not installed.", {
    remedy: `On Debian and Ubuntu: apt-get install ${ovmf.packages.debian}`,
  });
};

/** Paths of the firmware with Secure Boot. @throws ThinsmithError where it is not installed */
export const findSecureOvmf = async (): Promise<{ readonly code: string; readonly variables: string }> => {
  for (const place of secureOvmf.places)
    if ((await exists(place.code)) && (await exists(place.variables))) return place;
  throw new ThinsmithError("UEFI firmware with Secure Boot for QEMU is not installed.", {
    remedy: `On Debian and Ubuntu: apt-get install ${secureOvmf.packages.debian}`,
  });
};

/** What a machine's firmware is called, for people and to compare boots by. */
export const firmwareName = ({
  firmware,
  secureBoot,
}: {
  readonly firmware: "bios" | "uefi";
  readonly secureBoot?: object | undefined;
}): string => (secureBoot ? "secure boot" : firmware);
