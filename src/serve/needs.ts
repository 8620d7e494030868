import type { Need } from "../system/needs.ts";

/** Packages of dnsmasq, by system. */
export const dnsmasqPackages = {
  debian: "dnsmasq-base",
  fedora: "dnsmasq",
  arch: "dnsmasq",
  suse: "dnsmasq",
};

/** What a boot server runs. */
export const serveNeeds: readonly Need[] = [
  {
    what: "dnsmasq",
    why: "answers clients: DHCP and TFTP",
    provides: "dnsmasq",
    packages: dnsmasqPackages,
  },
  {
    what: "ip, ss",
    why: "say what networks and connections there are",
    provides: "ip",
    packages: { debian: "iproute2", fedora: "iproute", arch: "iproute2", suse: "iproute2" },
  },
];

/** iPXE, as loader of clients. */
export const ipxeNeeds: readonly Need[] = [
  {
    what: "iPXE",
    why: "starts clients from the network",
    provides: ["/usr/lib/ipxe/undionly.kpxe", "/usr/share/ipxe/undionly.kpxe"],
    packages: { debian: "ipxe", fedora: "ipxe-bootimgs-x86", arch: "ipxe", suse: "ipxe-bootimgs" },
  },
];

/** pxelinux, as loader of clients with a BIOS. */
export const pxelinuxNeeds: readonly Need[] = [
  {
    what: "pxelinux",
    why: "starts clients with a BIOS (serve.bios=pxelinux)",
    provides: ["/usr/lib/PXELINUX/lpxelinux.0", "/usr/share/syslinux/lpxelinux.0"],
    packages: { debian: "pxelinux", fedora: "syslinux-nonlinux", arch: "syslinux", suse: "syslinux" },
  },
  {
    what: "pxelinux modules",
    why: "belong to pxelinux",
    provides: ["/usr/lib/syslinux/modules/bios/ldlinux.c32", "/usr/share/syslinux/ldlinux.c32"],
    packages: { debian: "syslinux-common", fedora: "syslinux-nonlinux", arch: "syslinux", suse: "syslinux" },
  },
];

/** GRUB, as loader of clients with UEFI. */
export const grubNeeds: readonly Need[] = [
  {
    what: "GRUB, signed",
    why: "starts clients with UEFI (serve.uefi=grub or shim)",
    provides: "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
    packages: { debian: "grub-efi-amd64-signed" },
  },
];

/** shim, as loader of clients with Secure Boot; it loads GRUB. */
export const shimNeeds: readonly Need[] = [
  {
    what: "shim, signed",
    why: "starts clients with Secure Boot (serve.uefi=shim)",
    provides: ["/usr/lib/shim/shimx64.efi.signed", "/usr/lib/shim/shimx64.efi.dualsigned"],
    packages: { debian: "shim-signed" },
  },
];
