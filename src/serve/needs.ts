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

/** A loader's file, from wherever the system's packages put it. */
const loader = (file: keyof typeof loaderFiles, what: string, why: string): Need => {
  const { places, packages } = loaderFiles[file];
  return { what, why, provides: places, packages };
};

/** iPXE, as loader of clients. */
export const ipxeNeeds: readonly Need[] = [
  loader("undionly.kpxe", "iPXE", "starts clients from the network"),
];

/** pxelinux, as loader of clients with a BIOS. */
export const pxelinuxNeeds: readonly Need[] = [
  loader("lpxelinux.0", "pxelinux", "starts clients with a BIOS (serve.bios=pxelinux)"),
  loader("ldlinux.c32", "pxelinux modules", "belong to pxelinux"),
];

/** GRUB, as loader of clients with UEFI. */
export const grubNeeds: readonly Need[] = [
  loader("grubx64.efi", "GRUB, signed", "starts clients with UEFI (serve.uefi=grub or shim)"),
];

/** shim, as loader of clients with Secure Boot; it loads GRUB. */
export const shimNeeds: readonly Need[] = [
  loader("shimx64.efi", "shim, signed", "starts clients with Secure Boot (serve.uefi=shim)"),
];
