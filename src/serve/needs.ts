import type { Need } from "../system/needs.ts";
import { loaderFiles } from "./assignment/loader-files.ts";

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
    provides: loaderFiles["undionly.kpxe"].places,
    packages: loaderFiles["undionly.kpxe"].packages,
  },
];

/** pxelinux, as loader of clients with a BIOS. */
export const pxelinuxNeeds: readonly Need[] = [
  {
    what: "pxelinux",
    why: "starts clients with a BIOS (serve.bios=pxelinux)",
    provides: loaderFiles["lpxelinux.0"].places,
    packages: loaderFiles["lpxelinux.0"].packages,
  },
  {
    what: "pxelinux modules",
    why: "belong to pxelinux",
    provides: loaderFiles["ldlinux.c32"].places,
    packages: loaderFiles["ldlinux.c32"].packages,
  },
];

/** GRUB, as loader of clients with UEFI. */
export const grubNeeds: readonly Need[] = [
  {
    what: "GRUB, signed",
    why: "starts clients with UEFI (serve.uefi=grub or shim)",
    provides: loaderFiles["grubx64.efi"].places,
    packages: loaderFiles["grubx64.efi"].packages,
  },
];

/** shim, as loader of clients with Secure Boot; it loads GRUB. */
export const shimNeeds: readonly Need[] = [
  {
    what: "shim, signed",
    why: "starts clients with Secure Boot (serve.uefi=shim)",
    provides: loaderFiles["shimx64.efi"].places,
    packages: loaderFiles["shimx64.efi"].packages,
  },
];
