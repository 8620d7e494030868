import { qemuPackages } from "../../boot/needs.ts";
import { dnsmasqPackages } from "../../serve/needs.ts";
import type { Need } from "../../system/needs.ts";
import { providers } from "./boxes/known-boxes.ts";
import { hasLibvirtPlugin } from "./plugins.ts";
import { hindranceOf } from "./provider.ts";

/** Packages of qemu-img, by system. */
const qemuImgPackages = { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", suse: "qemu-tools" };

/** What the Vagrant builder runs, whatever the provider. */
export const vagrantNeeds: readonly Need[] = [
  {
    what: "Vagrant",
    why: "makes and runs the virtual machines",
    provides: "vagrant",
    packages: { debian: "vagrant", fedora: "vagrant" },
  },
  {
    what: "ssh",
    why: "works in the virtual machines",
    provides: "ssh",
    packages: {
      debian: "openssh-client",
      fedora: "openssh-clients",
      arch: "openssh",
      suse: "openssh-clients",
    },
  },
];

/** libvirt, as provider of the virtual machines. */
export const libvirtNeeds: readonly Need[] = [
  {
    what: "Vagrant's plugin for libvirt",
    why: "lets Vagrant use libvirt",
    provides: "vagrant-libvirt",
    look: async () => ({ ok: await hasLibvirtPlugin() }),
    packages: { debian: "vagrant-libvirt", fedora: "vagrant-libvirt" },
  },
  {
    what: "libvirt",
    why: "runs the virtual machines",
    provides: "/etc/libvirt/libvirtd.conf",
    packages: { debian: "libvirt-daemon-system", fedora: "libvirt-daemon", suse: "libvirt-daemon" },
  },
  {
    what: "libvirt's driver for QEMU",
    why: "runs the virtual machines",
    provides: "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so",
    packages: { debian: "libvirt-daemon-driver-qemu" },
  },
  {
    what: "virsh",
    why: "shows and mends what libvirt has",
    provides: "virsh",
    packages: {
      debian: "libvirt-clients",
      fedora: "libvirt-client",
      arch: "libvirt",
      suse: "libvirt-client",
    },
  },
  {
    what: "QEMU",
    why: "emulates the virtual machines",
    provides: "qemu-system-x86_64",
    packages: qemuPackages,
  },
  {
    what: "qemu-img",
    why: "makes the disks of virtual machines",
    provides: "qemu-img",
    packages: qemuImgPackages,
  },
  {
    what: "dnsmasq",
    why: "gives the virtual machines addresses in libvirt's networks",
    provides: "dnsmasq",
    packages: dnsmasqPackages,
  },
  {
    what: "iptables",
    why: "connects libvirt's networks to this machine's",
    provides: "iptables",
    packages: { debian: "iptables", fedora: "iptables-nft", arch: "iptables-nft", suse: "iptables" },
  },
];

/** What making a base box runs, besides what building on this machine does. */
export const boxNeeds: readonly Need[] = [
  {
    what: "GRUB for BIOS",
    why: "starts a base box from its disk",
    provides: "/usr/lib/grub/i386-pc/boot.img",
    packages: { debian: "grub-pc-bin", arch: "grub" },
  },
  {
    what: "grub-mkimage",
    why: "starts a base box from its disk",
    provides: "grub-mkimage",
    packages: { debian: "grub-common", arch: "grub" },
  },
  {
    what: "mke2fs",
    why: "makes the file system of a base box",
    provides: "mke2fs",
    packages: { debian: "e2fsprogs", fedora: "e2fsprogs", arch: "e2fsprogs", suse: "e2fsprogs" },
  },
  {
    what: "sfdisk",
    why: "makes the partition of a base box",
    provides: "sfdisk",
    packages: { debian: "fdisk", fedora: "util-linux", arch: "util-linux", suse: "util-linux" },
  },
  {
    what: "qemu-img",
    why: "packs the disk of a base box",
    provides: "qemu-img",
    packages: qemuImgPackages,
  },
];

/** A provider that works here. Which one a build takes, and why none will do, `chooseProvider` says itself. */
export const providerNeed: Need = {
  what: "libvirt or VirtualBox",
  why: "runs the virtual machines",
  look: async () => {
    const found = await Promise.all(providers.map(hindranceOf));
    const works = providers.filter((_, index) => found[index] === undefined);
    if (works.length > 0) return { ok: true, why: `${works.join(", ")} runs the virtual machines` };
    const hindrances = found.filter((one) => one !== undefined);
    return {
      ok: false,
      remedy: hindrances.map(({ message, remedy }) => `${message} ${remedy}`).join(" Or: "),
    };
  },
};
