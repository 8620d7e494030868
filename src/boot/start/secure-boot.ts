import { mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasUki, type Release, ukiFile } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import type { FirmwareCertificates } from "../../trust/firmware/certificates.ts";
import { StoreError, withKeys } from "../../trust/firmware/variables.ts";
import { findSecureOvmf } from "../firmware.ts";
import type { SecureStart } from "../qemu.ts";

/** A store of variables with these keys alone. @throws ThinsmithError where the firmware's empty store is of another format */
const storeWith = async (template: string, certificates: FirmwareCertificates): Promise<Buffer> => {
  try {
    return withKeys(await readFile(template), certificates, new Date());
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new ThinsmithError(
      `${template} is no store of OVMF's variables that can be used: ${error.message}.`,
      {
        remedy: "Install the package of OVMF again.",
      },
    );
  }
};

/**
 * Looks whether a release can be started by firmware that knows only these certificates.
 * @returns what makes ready what one machine starts, in a directory of the boot's own; each machine needs its own. The client
 * fetches its files from `bootServer` (HOST:PORT) and reports on its second serial port.
 * @throws ThinsmithError where the release has no thinsmith.efi, or the firmware is not installed
 */
export const secureStartOf = async (
  release: Release,
  certificates: FirmwareCertificates,
): Promise<(directory: string, bootServer: string) => Promise<SecureStart>> => {
  const { directory: from, manifest } = release;
  const { rootProto, homeProto, overlayProto } = manifest.settings.boot;
  if ([rootProto, homeProto, overlayProto].includes("tftp"))
    throw new ThinsmithError(
      `The clients of ${manifest.id} fetch by TFTP, by which a test boot with Secure Boot gives out nothing.`,
      { remedy: "Build it with boot.rootProto, homeProto and overlayProto=http." },
    );
  if (!hasUki(release))
    throw new ThinsmithError(`The release ${manifest.id} has no ${ukiFile}, which is what firmware starts.`, {
      remedy: "Build it with boot.uki=true, and with publish.key naming keys that have one for firmware.",
      setting: "boot.uki",
    });
  const { code, variables } = await findSecureOvmf();
  const store = await storeWith(variables, certificates);
  return async (directory, bootServer) => {
    const place = await mkdtemp(join(directory, "firmware-"));
    const tftp = join(place, "tftp");
    await mkdir(tftp);
    // Nothing else of the release is given out this way.
    await symlink(join(from, ukiFile), join(tftp, ukiFile));
    const own = join(place, "variables");
    await writeFile(own, store);
    return {
      ...{ code, variables: own, tftp, file: ukiFile },
      hints: { bootserver: bootServer, report: "ttyS1" },
    };
  };
};
