import type { Choice } from "./choice.ts";

const protocols = { http: "HTTP, for all sizes", tftp: "TFTP: slow, for servers that have nothing else" };

/** What a client is told about itself; most of it can be changed for one client by a boot parameter. */
export const clientChoices: readonly Choice[] = [
  {
    name: "client.user",
    label: "user",
    help: "The user of every client; its home comes from the home archive.",
  },
  {
    name: "client.autologin",
    label: "autologin",
    help: "Logs the user in on the first console without a password.",
  },
  {
    name: "client.passwordHash",
    label: "password hash",
    help: "What mkpasswd prints. None: no password is accepted, and SSH takes keys only in any case.",
  },
  {
    name: "client.hostname",
    label: "host name",
    help: "auto: the name that DHCP gives, else one made from the network card's address.",
    parameter: "hostname=",
  },
  { name: "client.timezone", label: "time zone", help: "Time zone of the clients.", parameter: "timezone=" },
  {
    name: "client.ntpServers",
    label: "time servers",
    help: "Who tells the time; none takes those that DHCP names.",
    parameter: "ntpservers=",
  },
  {
    name: "client.homeSize",
    label: "room for /home",
    help: "In memory; a size such as 512M, or per cent of the client's memory.",
    parameter: "homesize=",
  },
  {
    name: "client.writable",
    label: "room for changes",
    help: "What programs may write elsewhere, in memory; gone at the next boot.",
    parameter: "writable=",
  },
  {
    name: "client.network",
    label: "network",
    help: "Who keeps the lease in the running system.",
    values: {
      auto: "ifupdown where the suite has it, else systemd-networkd",
      ifupdown: "ifupdown, reading /tmp/interfaces",
      networkd: "systemd-networkd",
    },
  },
  {
    name: "client.horizonBundle",
    label: "Horizon bundle",
    help: "The Horizon client's installer for Linux (.bundle) from its vendor, for the role horizon: a file, or its address.",
  },
  {
    name: "client.horizonSha256",
    label: "its sha256",
    help: "What sha256sum prints for that installer; another file is refused.",
  },
  {
    name: "client.kioskUrl",
    label: "kiosk page",
    help: "Address of the page that the role kiosk shows on the whole screen.",
    parameter: "kiosk_url=",
  },
  {
    name: "client.screenOffAfter",
    label: "screen off after",
    help: "Minutes without input after which a desktop or kiosk switches the screen off; 0: never.",
    parameter: "screen_off=",
    stride: 5,
  },
  {
    name: "client.keyboard",
    label: "keyboard",
    help: "Layout on a desktop or kiosk, such as us, de or de:nodeadkeys.",
    parameter: "keyboard=",
  },
  {
    name: "client.sshKeys",
    label: "SSH keys",
    help: "Public keys, one line each as in a file that ends in .pub. Their owners log in by SSH as the user.",
  },
  {
    name: "client.sshRoot",
    label: "SSH as root",
    help: "The same keys let in as root too. Passwords never do.",
  },
  {
    name: "client.rdpServers",
    label: "RDP servers",
    help: "A desktop shortcut for each: NAME:HOST:PORT:OPTIONS, such as office:ts1.lab:3389:/f",
    parameter: "rdpservers=",
  },
  {
    name: "client.vmwareViewOptions",
    label: "Horizon options",
    help: "Starts the VMware Horizon client with these options, again whenever it ends.",
    parameter: "vmwareviewoptions=",
  },
  {
    name: "client.shutdownTime",
    label: "switch off at",
    help: "Time of day at which clients switch themselves off, such as 22:30; none: never.",
    parameter: "shutdowntime=",
  },
];

export const bootChoices: readonly Choice[] = [
  {
    name: "boot.rootProto",
    label: "root by",
    help: "How paths are fetched from the boot server.",
    parameter: "rootproto=",
    values: protocols,
  },
  {
    name: "boot.rootUrl",
    label: "root address",
    help: "A URL, or a path on the server that DHCP names. Several with the same file: a|b",
    parameter: "rooturl=",
  },
  {
    name: "boot.homeProto",
    label: "home by",
    help: "How the home archive is fetched.",
    parameter: "homeproto=",
    values: protocols,
  },
  {
    name: "boot.homeUrl",
    label: "home address",
    help: "Archive that is unpacked into /home at each boot; none: an empty home.",
    parameter: "homeurl=",
  },
  {
    name: "boot.overlays",
    label: "overlays",
    help: "Archives over the root, the later above the earlier. What lies in ./overlays becomes part of the release.",
    parameter: "overlays=",
  },
  {
    name: "boot.overlayProto",
    label: "overlays by",
    help: "How overlays are fetched.",
    parameter: "overlayproto=",
    values: protocols,
  },
  {
    name: "boot.overlaySize",
    label: "room for overlays",
    help: "In memory, for each of them.",
    parameter: "overlaysize=",
  },
  {
    name: "boot.caFile",
    label: "authorities",
    help: "File with PEM certificates of the authorities that your https:// servers use.",
  },
  {
    name: "boot.retry",
    label: "retry",
    help: "Seconds without progress after which a client gives up and starts again.",
    parameter: "retry=",
    stride: 30,
  },
  {
    name: "boot.reportUrl",
    label: "reports to",
    help: "Where a client that cannot start sends why; none: nowhere.",
    parameter: "reporturl=",
  },
  {
    name: "boot.console",
    label: "consoles",
    help: "Where messages go; the last one is /dev/console.",
    parameter: "console=",
  },
  {
    name: "boot.initrdDebug",
    label: "debug shell",
    help: "A shell before anything is fetched, on every client. For one client use the boot parameter.",
    parameter: "initrddebug=y",
  },
  {
    name: "boot.uvesafb",
    label: "uvesafb",
    help: "Framebuffer options for kernels that still have uvesafb, such as mode_option=1280x800-32",
    parameter: "uvesafb=",
  },
  {
    name: "boot.extra",
    label: "more parameters",
    help: "Words that are added to the kernel's command line as they are.",
  },
];
