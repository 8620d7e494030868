import { type Need, need } from "../system/needs.ts";
import { loaderFiles } from "./assignment/loader-files.ts";

const dnsmasq = { debian: "dnsmasq-base", fedora: "dnsmasq", arch: "dnsmasq", suse: "dnsmasq" };
const iproute = { debian: "iproute2", fedora: "iproute", arch: "iproute2", suse: "iproute2" };

/** dnsmasq. @param why what it does here */
export const dnsmasqNeed = (why: string): Need => need("dnsmasq", why, "dnsmasq", dnsmasq);

/** What a boot server runs. */
export const serveNeeds: readonly Need[] = [
  dnsmasqNeed("answers clients: DHCP and TFTP"),
  need("ip, ss", "say what networks and connections there are", "ip", iproute),
];

/** A loader's file, from wherever the system's packages put it. */
const loader = (file: keyof typeof loaderFiles, what: string, why: string): Need =>
  need(what, why, loaderFiles[file].places, loaderFiles[file].packages);

/** The loaders of clients, by the values of serve.bios and serve.uefi. shim also needs grub, which it loads. */
export const loaderNeeds = {
  ipxe: [loader("undionly.kpxe", "iPXE", "starts clients from the network")],
  pxelinux: [
    loader("lpxelinux.0", "pxelinux", "starts clients with a BIOS (serve.bios=pxelinux)"),
    loader("ldlinux.c32", "pxelinux modules", "belong to pxelinux"),
  ],
  grub: [loader("grubx64.efi", "GRUB, signed", "starts clients with UEFI (serve.uefi=grub or shim)")],
  shim: [loader("shimx64.efi", "shim, signed", "starts clients with Secure Boot (serve.uefi=shim)")],
} satisfies Record<string, readonly Need[]>;
