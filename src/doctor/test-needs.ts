import type { Need } from "../system/needs.ts";

/** What the tests run. */
export const testNeeds: readonly Need[] = [
  {
    what: "newuidmap",
    why: "builds without root, as one test does",
    provides: "newuidmap",
    packages: { debian: "uidmap" },
  },
  {
    what: "shellcheck",
    why: "checks the client's scripts",
    provides: "shellcheck",
    packages: { debian: "shellcheck" },
  },
  {
    what: "busybox",
    why: "runs the boot script's functions as a client does",
    provides: "busybox",
    packages: { debian: "busybox" },
  },
  {
    what: "cpio",
    why: "reads the archives that we write",
    provides: "cpio",
    packages: { debian: "cpio" },
  },
  {
    what: "unmkinitramfs",
    why: "unpacks initrds, to compare",
    provides: "unmkinitramfs",
    packages: { debian: "initramfs-tools-core" },
  },
  {
    what: "nginx",
    why: "serves HTTP, and checks what we write for it",
    provides: "nginx",
    packages: { debian: "nginx-light" },
  },
  {
    what: "ISC dhcpd",
    why: "checks what we write for it",
    provides: "dhcpd",
    packages: { debian: "isc-dhcp-server" },
  },
  {
    what: "tftpd-hpa",
    why: "serves a folder that deploy has made",
    provides: "in.tftpd",
    packages: { debian: "tftpd-hpa" },
  },
  {
    what: "xkbcli",
    why: "reads the keyboard of a kiosk",
    provides: "xkbcli",
    packages: { debian: "libxkbcommon-tools" },
  },
  {
    what: "Xvfb",
    why: "is the screen of the RDP server that clients connect to",
    provides: "Xvfb",
    packages: { debian: "xvfb" },
  },
  {
    what: "FreeRDP's server",
    why: "is what RDP clients connect to",
    provides: "freerdp-shadow-cli",
    // The number is the version's; apt-get takes a pattern.
    packages: { debian: "^freerdp[23]-shadow-x11$" },
  },
  {
    what: "SSH client",
    why: "logs in on a compute node",
    provides: "ssh",
    packages: { debian: "openssh-client" },
  },
];

/** The tests' own libvirt, in a network namespace. */
export const labNeeds: readonly Need[] = [
  {
    what: "slirp4netns",
    why: "connects the tests' own libvirt to the network",
    provides: "slirp4netns",
    packages: { debian: "slirp4netns" },
  },
  {
    what: "ip",
    why: "makes the network namespace of the tests' own libvirt",
    provides: "ip",
    packages: { debian: "iproute2" },
  },
];
