import { type Need, need } from "../system/needs.ts";
import { signNeed, stubNeed } from "../trust/uki/needs.ts";

/** Where OpenSSL 3 of Debian and Ubuntu has its engines. */
const pkcs11Engine = "/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so";

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
  stubNeed,
  signNeed,
  need("objcopy", "reads the sections of unified kernel images", "objcopy", { debian: "binutils" }),
  need("SoftHSM", "is the token of keys", "softhsm2-util", { debian: "softhsm2" }),
  need("pkcs11-tool", "makes a key in that token", "pkcs11-tool", { debian: "opensc" }),
  need("PKCS#11 engine", "lets openssl and sbsign reach that token", pkcs11Engine, {
    debian: "libengine-pkcs11-openssl",
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
