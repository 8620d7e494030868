import type { Distribution } from "../distribution.ts";
import { family } from "./family.ts";
import { boxPackages, template } from "./template.ts";

/** Suites whose firmware is in the component non-free. */
const beforeBookworm = ["stretch", "buster", "bullseye"];

/** Debian's own box of trixie exists only for libvirt. */
export const debian: Distribution = {
  ...family,
  suites: {
    trixie: {
      label: "Debian 13 trixie",
      network: "networkd",
      boxes: [
        { name: "debian/trixie64", providers: ["libvirt"] },
        { name: "cloud-image/debian-13", providers: ["libvirt", "virtualbox"] },
      ],
    },
    bookworm: {
      label: "Debian 12 bookworm",
      network: "ifupdown",
      boxes: [
        { name: "debian/bookworm64", providers: ["libvirt", "virtualbox"] },
        { name: "cloud-image/debian-12", providers: ["libvirt", "virtualbox"] },
      ],
    },
  },
  otherSuites: [
    ...["forky", "duke", "sid", "testing", "unstable", "experimental", "rc-buggy"],
    ...["stable", "oldstable", "oldoldstable"],
    ...["bullseye", "buster", "stretch", "jessie", "wheezy"],
  ],
  archive: "http://deb.debian.org/debian",
  packages: {
    ...family.packages,
    firmware: {
      realtek: ["firmware-realtek"],
      bnx2: ["firmware-bnx2", "firmware-bnx2x"],
      "intel-wifi": ["firmware-iwlwifi"],
      atheros: ["firmware-atheros"],
      "intel-graphics": ["firmware-misc-nonfree"],
      "amd-graphics": ["firmware-amd-graphics"],
    },
    kernel: ({ debian: architecture }) => `linux-image-${architecture}`,
  },
  kernelBringsFirmware: false,
  keyring: "debian-archive-keyring",
  components(suite, withFirmware) {
    if (!withFirmware) return ["main"];
    return ["main", beforeBookworm.includes(suite) ? "non-free" : "non-free-firmware"];
  },
  template: { ...template, boxPackages },
};
