import { join } from "node:path";
import type { Release } from "../../release/release.ts";
import type { FirmwareCertificates } from "../../trust/firmware/certificates.ts";
import { findOvmf } from "../firmware.ts";
import { testParameters } from "../parameters.ts";
import type { Start } from "../qemu.ts";
import { secureStartOf } from "./secure-boot.ts";

/** What the machine of a boot starts from; see `BootOptions`. */
interface StartChoice {
  readonly firmware: "bios" | "uefi";
  readonly secureBoot?: FirmwareCertificates | undefined;
  readonly params: readonly string[];
}

/**
 * Looks for all that a boot starts from.
 * @returns what makes it ready for one machine, in a directory of the boot's own, with the server (HOST:PORT) that the client
 * fetches from
 * @throws ThinsmithError where firmware is not installed, or the release has not what it starts
 */
export const startOf = async (
  release: Release,
  { firmware, secureBoot, params }: StartChoice,
): Promise<(directory: string, bootServer: string) => Promise<Start>> => {
  if (secureBoot) return secureStartOf(release, secureBoot);
  const ovmf = firmware === "uefi" ? await findOvmf() : undefined;
  return async (_, bootServer) => ({
    kernel: join(release.directory, "vmlinuz"),
    initrd: join(release.directory, "initrd.img"),
    ...(ovmf ? { ovmf } : {}),
    // `bootserver=` overrides the boot server of the image.
    bootParameters: [...testParameters(release.manifest), `bootserver=${bootServer}`, ...params],
  });
};
