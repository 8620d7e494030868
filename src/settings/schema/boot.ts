import { z } from "zod";
import { bootWord } from "../../grammar/checked.ts";
import * as grammar from "../../grammar/grammar.ts";
import { oneOf, setting } from "./setting.ts";

const protocols = {
  http: "HTTP, for files of any size",
  tftp: "TFTP: slow, for servers without HTTP",
};

/** How a client has its root. */
const roots = {
  memory: "all of it is loaded into memory before the start",
  stream: "what programs read is loaded when they read it; after the start the rest is copied into memory",
};

export const boot = z.strictObject({
  root: oneOf(roots, "memory", {
    hidden: true,
    help: "Whether clients load all of the root before they start, or start at once and read it from the boot server, each block checked.",
  }),
  rootProto: oneOf(protocols, "http", {
    label: "root by",
    help: "How the root is fetched if its address is a path on the boot server.",
  }),
  rootUrl: setting(grammar.fetchAddresses.default("rootfs.squashfs"), {
    label: "root address",
    help: "Address of the root: a URL, or a path on the boot server that DHCP names. Several servers with the same file: a|b",
  }),
  server: setting(grammar.authority.nullable().default(null), {
    label: "boot server",
    help: "Server for addresses that are paths, as HOST or HOST:PORT. None: the one that DHCP names. Clients of thinsmith.efi need it where DHCP names none, or the server has another port than 80.",
  }),
  homeProto: oneOf(protocols, "http", {
    label: "home by",
    help: "How the home archive is fetched if its address is a path on the boot server.",
  }),
  homeUrl: setting(grammar.fetchAddresses.nullable().default("home.tar.gz"), {
    label: "home address",
    help: "Archive that is unpacked into /home at each boot. None: an empty home.",
  }),
  overlays: setting(z.array(grammar.fetchAddress).default([]), {
    help: "Archives over the root, later ones above earlier ones. Archives in ./overlays become part of the release.",
  }),
  overlayProto: oneOf(protocols, "http", {
    label: "overlays by",
    help: "How overlays are fetched if their address is a path on the boot server.",
  }),
  overlaySize: setting(grammar.memorySize.default("50%"), {
    label: "room for overlays",
    help: "Size of each overlay in memory.",
  }),
  uki: setting(z.boolean().default(false), {
    label: "unified image",
    help: "The release has thinsmith.efi, too: kernel, initrd and command line in one file that UEFI firmware starts. It is signed for Secure Boot if the keys of publish.key have one for firmware.",
  }),
  locked: oneOf(
    {
      auto: "locked if the keys of publish.key have one for firmware, and boot.uki is on",
      yes: "locked",
      no: "not locked",
    },
    "auto",
    {
      help: "A client of a locked image takes no setting from its command line, opens no debug shell, and uses no file that its site has not signed.",
    },
  ),
  rollbackIndex: setting(z.int().min(0).max(999_999_999).default(0), {
    label: "rollback index",
    help: "A client that has started a locked image with a higher index does not start this one. Raise it in a new image when an older one that is signed has a hole.",
    when: { "boot.uki": ["true"] },
  }),
  caFile: setting(
    z
      .string()
      .regex(/^[^\x00-\x1f\x7f]{1,1024}$/, "a file of PEM certificates")
      .nullable()
      .default(null),
    {
      label: "authorities",
      help: "File with PEM certificates of the authorities that your https:// servers use.",
    },
  ),
  retry: setting(z.int().min(0).max(86400).default(300), {
    help: "Seconds without progress after which a client gives up and restarts.",
    stride: 30,
  }),
  reportUrl: setting(grammar.fetchAddress.nullable().default("thinsmith/report"), {
    label: "reports to",
    help: "Address to which a client that cannot start sends the reason. None: it sends nothing.",
  }),
  console: setting(
    z
      .array(
        z
          .string()
          .regex(/^tty[A-Za-z0-9]+(,[0-9]+[noe]?[78]?)?$/, "a console such as tty1 or ttyS0,115200n8"),
      )
      .default(["tty1", "ttyS0,115200n8"]),
    { label: "consoles", help: "Consoles that show messages. The last one is /dev/console." },
  ),
  initrdDebug: setting(z.boolean().default(false), {
    label: "debug shell",
    help: "Every client opens a shell before it fetches anything. For a single client use the boot parameter.",
  }),
  uvesafb: setting(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_=;,-]*$/, "options such as mode_option=1280x800-32;scroll=ywrap")
      .nullable()
      .default(null),
    {
      help: "Framebuffer options for kernels that still have uvesafb, such as mode_option=1280x800-32",
    },
  ),
  extra: setting(z.array(bootWord).default([]), {
    label: "more parameters",
    help: "Words that are added to the kernel command line unchanged.",
  }),
});
