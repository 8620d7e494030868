import { squashfsPackages } from "../../image/needs.ts";
import { namespaceNeed } from "../../system/namespace-need.ts";
import type { Need } from "../../system/needs.ts";

/** What building on this machine runs. */
export const localNeeds: readonly Need[] = [
  {
    what: "mmdebstrap",
    why: "makes the root tree",
    provides: "mmdebstrap",
    packages: { debian: "mmdebstrap", fedora: "mmdebstrap", arch: "mmdebstrap" },
  },
  {
    what: "mksquashfs",
    why: "packs the root",
    provides: "mksquashfs",
    packages: squashfsPackages,
  },
  {
    what: "unshare, setpriv, flock",
    why: "keep mounts and processes of a build to themselves",
    provides: "setpriv",
    packages: { debian: "util-linux", fedora: "util-linux", arch: "util-linux", suse: "util-linux" },
  },
  {
    what: "Debian archive keyring",
    why: "checks the signatures of Debian's packages",
    provides: "/usr/share/keyrings/debian-archive-keyring.gpg",
    packages: { debian: "debian-archive-keyring", fedora: "debian-keyring", arch: "debian-archive-keyring" },
  },
  {
    what: "newuidmap",
    why: "builds without root",
    provides: "newuidmap",
    unprivilegedOnly: true,
    packages: { debian: "uidmap", fedora: "shadow-utils", arch: "shadow", suse: "shadow" },
  },
  namespaceNeed,
];
