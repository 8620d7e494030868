import type { Distribution } from "../distribution.ts";
import { family } from "./family.ts";
import { template } from "./template.ts";

/** All firmware is in one package. */
const firmware = ["linux-firmware"];

/** The tests do not build it, since its mirror cannot be reached from where they run. */
export const ubuntu: Distribution = {
  ...family,
  suites: {
    noble: {
      label: "Ubuntu 24.04 noble",
      network: "networkd",
      // Canonical has made no boxes since 24.04.
      boxes: [
        { name: "cloud-image/ubuntu-24.04", providers: ["libvirt", "virtualbox"] },
        { name: "bento/ubuntu-24.04", providers: ["virtualbox"] },
      ],
    },
    jammy: {
      label: "Ubuntu 22.04 jammy",
      network: "networkd",
      boxes: [{ name: "cloud-image/ubuntu-22.04", providers: ["libvirt", "virtualbox"] }],
    },
  },
  otherSuites: [
    ...["devel", "resolute", "questing", "plucky", "oracular", "mantic"],
    ...["focal", "bionic", "xenial", "trusty"],
  ],
  archive: "http://archive.ubuntu.com/ubuntu",
  packages: {
    ...family.packages,
    firmware: {
      realtek: firmware,
      bnx2: firmware,
      "intel-wifi": firmware,
      atheros: firmware,
      "intel-graphics": firmware,
      "amd-graphics": firmware,
    },
    kernel: () => "linux-image-generic",
  },
  kernelBringsFirmware: true,
  keyring: "ubuntu-keyring",
  components: () => ["main", "universe"],
  template,
};
