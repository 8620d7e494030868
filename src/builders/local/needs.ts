import { squashfsPackages } from "../../image/needs.ts";
import { namespaceNeed } from "../../system/namespace-need.ts";
import { type Need, need } from "../../system/needs.ts";

const mmdebstrap = { debian: "mmdebstrap", fedora: "mmdebstrap", arch: "mmdebstrap" };
const keyring = {
  debian: "debian-archive-keyring",
  fedora: "debian-keyring",
  arch: "debian-archive-keyring",
};
const keyringFile = "/usr/share/keyrings/debian-archive-keyring.gpg";
const uidmap = { debian: "uidmap", fedora: "shadow-utils", arch: "shadow", suse: "shadow" };

/** What building on this machine runs. */
export const localNeeds: readonly Need[] = [
  need("mmdebstrap", "makes the root tree", "mmdebstrap", mmdebstrap),
  need("mksquashfs", "packs the root", "mksquashfs", squashfsPackages),
  need(
    "unshare, setpriv, flock",
    "keep mounts and processes of a build to themselves",
    "setpriv",
    "util-linux",
  ),
  need("Debian archive keyring", "checks the signatures of Debian's packages", keyringFile, keyring),
  { ...need("newuidmap", "builds without root", "newuidmap", uidmap), unprivilegedOnly: true },
  namespaceNeed,
];
