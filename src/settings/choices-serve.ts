import type { Choice } from "./choice.ts";

/** What `serve` and `deploy` give to which client. */
export const serveChoices: readonly Choice[] = [
  {
    name: "serve.bios",
    label: "BIOS loader",
    help: "What starts clients with a BIOS.",
    values: {
      ipxe: "iPXE, over HTTP",
      pxelinux: "pxelinux, over HTTP, for cards that iPXE does not get on with",
    },
  },
  {
    name: "serve.uefi",
    label: "UEFI loader",
    help: "What starts clients with UEFI. GRUB loads by TFTP, and next to another DHCP server only where that one names this boot server.",
    values: {
      ipxe: "iPXE, over HTTP; no Secure Boot",
      grub: "GRUB, signed",
      shim: "shim and GRUB, both signed: for Secure Boot",
    },
  },
  {
    name: "serve.menu",
    label: "menu",
    help: "Seconds for which clients show a menu of releases; 0: they start at once.",
    stride: 5,
  },
  {
    name: "serve.clients",
    label: "single clients",
    help: "What a client gets other than the rest: ADDRESS release=RELEASE overlays=A;B PARAMETER... where ADDRESS is its network card's, or default.",
  },
  {
    name: "serve.canary",
    label: "canaries",
    help: "Network cards' addresses of clients that get a new release first; the others get it after: thinsmith release promote",
  },
];
