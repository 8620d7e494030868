import { qemuNeed } from "../../boot/needs.ts";
import { dnsmasqNeed } from "../../serve/needs.ts";
import { type Need, need } from "../../system/needs.ts";

const ssh = { debian: "openssh-client", fedora: "openssh-clients", arch: "openssh", suse: "openssh-clients" };
const plugin = { debian: "vagrant-libvirt", fedora: "vagrant-libvirt" };
const libvirt = { debian: "libvirt-daemon-system", fedora: "libvirt-daemon", suse: "libvirt-daemon" };
const libvirtDriver = "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so";
const virsh = {
  debian: "libvirt-clients",
  fedora: "libvirt-client",
  arch: "libvirt",
  suse: "libvirt-client",
};
const qemuImg = { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", suse: "qemu-tools" };
const iptables = { debian: "iptables", fedora: "iptables-nft", arch: "iptables-nft", suse: "iptables" };
const sfdisk = { debian: "fdisk", fedora: "util-linux", arch: "util-linux", suse: "util-linux" };

/** What the Vagrant builder runs, whatever the provider. */
export const vagrantNeeds: readonly Need[] = [
  need("Vagrant", "makes and runs the virtual machines", "vagrant", { debian: "vagrant", fedora: "vagrant" }),
  need("ssh", "works in the virtual machines", "ssh", ssh),
];

/** libvirt, as provider of the virtual machines. */
export const libvirtNeeds: readonly Need[] = [
  {
    ...need("Vagrant's plugin for libvirt", "lets Vagrant use libvirt", "vagrant-libvirt", plugin),
    look: async () => ({ ok: await (await import("./plugins.ts")).hasLibvirtPlugin() }),
  },
  need("libvirt", "runs the virtual machines", "/etc/libvirt/libvirtd.conf", libvirt),
  need("libvirt's driver for QEMU", "runs the virtual machines", libvirtDriver, {
    debian: "libvirt-daemon-driver-qemu",
  }),
  need("virsh", "shows and mends what libvirt has", "virsh", virsh),
  qemuNeed("emulates the virtual machines"),
  need("qemu-img", "makes the disks of virtual machines", "qemu-img", qemuImg),
  dnsmasqNeed("gives the virtual machines addresses in libvirt's networks"),
  need("iptables", "connects libvirt's networks to this machine's", "iptables", iptables),
];

/** What making a base box runs, besides what building on this machine does. */
export const boxNeeds: readonly Need[] = [
  need("GRUB for BIOS", "starts a base box from its disk", "/usr/lib/grub/i386-pc/boot.img", {
    debian: "grub-pc-bin",
    arch: "grub",
  }),
  need("grub-mkimage", "starts a base box from its disk", "grub-mkimage", {
    debian: "grub-common",
    arch: "grub",
  }),
  need("mke2fs", "makes the file system of a base box", "mke2fs", "e2fsprogs"),
  need("sfdisk", "makes the partition of a base box", "sfdisk", sfdisk),
  need("qemu-img", "packs the disk of a base box", "qemu-img", qemuImg),
];

/** A provider that works here. Which one a build takes, and why none will do, `chooseProvider` says itself. */
export const providerNeed: Need = {
  what: "libvirt or VirtualBox",
  why: "runs the virtual machines",
  look: async () => {
    // Here, so that the wizard's first frame does not wait for what only Vagrant uses.
    const { hindranceOf } = await import("./provider.ts");
    const { providers } = await import("./boxes/known-boxes.ts");
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
