import { ThinsmithError } from "../system/errors.ts";
import { exists } from "../system/files.ts";
import { hasProgram } from "../system/programs.ts";

/**
 * Looks what QEMU can run a machine with.
 * @returns whether it may be KVM; else it is emulation
 * @throws ThinsmithError where QEMU is not installed, or KVM is asked for and cannot be used
 */
export const findKvm = async (accel: "auto" | "kvm" | "tcg"): Promise<boolean> => {
  if (!(await hasProgram("qemu-system-x86_64"))) {
    throw new ThinsmithError("QEMU is not installed: there is no qemu-system-x86_64.", {
      remedy: "On Debian and Ubuntu: apt-get install qemu-system-x86. thinsmith doctor knows other systems.",
    });
  }
  const kvm = accel !== "tcg" && (await exists("/dev/kvm", 6));
  if (accel === "kvm" && !kvm) {
    throw new ThinsmithError("/dev/kvm cannot be opened.", {
      remedy: "Use --accel tcg, or give this user the right to /dev/kvm (group kvm).",
    });
  }
  return kvm;
};
