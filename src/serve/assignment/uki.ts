import { hasUki, type Release, ukiFile } from "../../release/release.ts";
import { ThinsmithError } from "../../system/errors.ts";
import { type Assignment, type BootServer, pathOf, releaseFor, singleClients } from "./assignment.ts";

/** A release whose thinsmith.efi firmware is told to start. */
export interface FirmwareImage {
  readonly release: Release;
  /** NAME/ID/thinsmith.efi, below the roots of HTTP and of TFTP. */
  readonly path: string;
  /** MAC addresses, in lower case with colons, of the clients that get it; none: all that get no other. */
  readonly clients: readonly string[];
}

/**
 * Whether clients that have started thinsmith.efi of a release certainly ask this boot server for their root: a name may be that
 * of another. Pure.
 */
export const asksFor = ({ manifest }: Release, { address }: BootServer): boolean => {
  const { rootUrl, server } = manifest.settings.boot;
  const [first = ""] = rootUrl.split("|");
  const host = first.includes("://") ? /^[a-z]+:\/\/([^/:]+)/.exec(first)?.[1] : server?.split(":")[0];
  return host === undefined || host === address;
};

/**
 * What firmware starts with serve.uefi=uki: the image of all clients first, then those that single clients get instead.
 * None with another loader. A client whose release has no image gets that of all. Pure.
 * @throws ThinsmithError where the release of all clients has none
 */
export const firmwareImages = (assignment: Assignment): readonly FirmwareImage[] => {
  if (assignment.serve.uefi !== "uki") return [];
  const usual = releaseFor(assignment, "default");
  if (!hasUki(usual)) {
    const { id, name } = usual.manifest;
    throw new ThinsmithError(
      `The release ${id} of ${name} has no ${ukiFile}, which clients with UEFI are to start (serve.uefi=uki).`,
      { remedy: "Build it with boot.uki=true, or choose a loader: serve.uefi=ipxe, grub or shim." },
    );
  }
  const imageOf = (release: Release, clients: readonly string[]): FirmwareImage => ({
    release,
    path: `${pathOf(release)}/${ukiFile}`,
    clients,
  });
  const others = new Map<string, FirmwareImage>();
  for (const client of singleClients(assignment)) {
    const release = releaseFor(assignment, client);
    if (release.directory === usual.directory || !hasUki(release)) continue;
    const before = others.get(release.directory)?.clients ?? [];
    others.set(release.directory, imageOf(release, [...before, client]));
  }
  return [imageOf(usual, []), ...others.values()];
};
