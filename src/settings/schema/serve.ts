import { z } from "zod";
import { bootWord } from "../../grammar/checked.ts";
import * as grammar from "../../grammar/grammar.ts";
import { oneOf, setting } from "./setting.ts";

/** What `serve` and `deploy` give to which client. */
export const serve = z.strictObject({
  bios: oneOf(
    {
      ipxe: "iPXE, over HTTP",
      pxelinux: "pxelinux, over HTTP, for network cards that do not work with iPXE",
    },
    "ipxe",
    { label: "BIOS loader", help: "Boot loader of clients with a BIOS." },
  ),
  uefi: oneOf(
    {
      ipxe: "iPXE, over HTTP; no Secure Boot",
      grub: "GRUB, signed",
      shim: "shim and GRUB, both signed: for Secure Boot",
      uki: "none: firmware starts thinsmith.efi, for Secure Boot with the site's own keys",
    },
    "ipxe",
    {
      label: "UEFI loader",
      help: "Boot loader of clients with UEFI. GRUB loads over TFTP; beside another DHCP server it works only if that server names this boot server. With uki there is none: firmware starts thinsmith.efi, which boot.uki makes.",
    },
  ),
  menu: setting(z.int().min(0).max(3600).default(0), {
    help: "Seconds for which clients show a menu of releases. 0: no menu.",
    stride: 5,
  }),
  clients: setting(
    z
      .array(
        z.strictObject({
          client: z.union([z.literal("default"), grammar.macAddress]),
          release: grammar.releaseWord.nullable().default(null),
          parameters: z.array(bootWord).default([]),
          overlays: z.array(grammar.fetchAddress).nullable().default(null),
        }),
      )
      .default([]),
    {
      label: "single clients",
      help: "Settings for single clients: ADDRESS release=RELEASE overlays=A;B PARAMETER... ADDRESS is the MAC address, or default for all other clients.",
    },
  ),
  canary: setting(z.array(grammar.macAddress).default([]), {
    label: "canaries",
    help: "MAC addresses of the clients that get a new release first. All others get it after thinsmith release promote.",
  }),
});
