import { type Need, need } from "../system/needs.ts";

/** What the tests run. */
export const testNeeds: readonly Need[] = [
  need("newuidmap", "builds without root, as one test does", "newuidmap", { debian: "uidmap" }),
  need("shellcheck", "checks the client's scripts", "shellcheck", { debian: "shellcheck" }),
  need("busybox", "runs the boot script's functions as a client does", "busybox", { debian: "busybox" }),
  need("cpio", "reads the archives that we write", "cpio", { debian: "cpio" }),
  need("unmkinitramfs", "unpacks initrds, to compare", "unmkinitramfs", { debian: "initramfs-tools-core" }),
  need("nginx", "serves HTTP, and checks what we write for it", "nginx", { debian: "nginx-light" }),
  need("ISC dhcpd", "checks what we write for it", "dhcpd", { debian: "isc-dhcp-server" }),
  need("tftpd-hpa", "serves a folder that deploy has made", "in.tftpd", { debian: "tftpd-hpa" }),
  need("xkbcli", "reads the keyboard of a kiosk", "xkbcli", { debian: "libxkbcommon-tools" }),
  need("Xvfb", "is the screen of the RDP server that clients connect to", "Xvfb", { debian: "xvfb" }),
  // The number in the name of the package is the version's; apt-get takes a pattern.
  need("FreeRDP's server", "is what RDP clients connect to", "freerdp-shadow-cli", {
    debian: "^freerdp[23]-shadow-x11$",
  }),
  need("SSH client", "logs in on a compute node", "ssh", { debian: "openssh-client" }),
];

/** The tests' own libvirt, in a network namespace. */
export const labNeeds: readonly Need[] = [
  need("slirp4netns", "connects the tests' own libvirt to the network", "slirp4netns", {
    debian: "slirp4netns",
  }),
  need("ip", "makes the network namespace of the tests' own libvirt", "ip", { debian: "iproute2" }),
];
