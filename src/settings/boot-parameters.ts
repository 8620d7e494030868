import { roleSettings } from "../catalog/roles.ts";
import type { Settings } from "./schema.ts";

/** A word of the kernel's command line that changes something for one client at one boot. */
export interface BootParameter {
  readonly name: string;
  /** How a person writes it, where NAME= says too little. */
  readonly usage?: string;
  /** What it does: the table in docs/CLIENT.md. */
  readonly help: string;
  /** Dotted name of the setting whose value the image is built with. */
  readonly setting?: string;
  /** Between the entries of a list; a comma, where nothing is said. */
  readonly separator?: string | undefined;
  /** The setting's value as the client reads it, where it is more than a word or a list of words. */
  readonly write?: (settings: Pick<Settings, "client">) => string;
  /** Read from the command line by another program than the client's configuration, and never in client.conf. */
  readonly elsewhere?: true;
}

/**
 * All boot parameters. From here come client.conf (release/client-conf.ts), the names that the client takes from its
 * command line (config.sh in the guest), the name beside a setting in the wizard and the table in docs/CLIENT.md.
 */
export const bootParameterTable: readonly BootParameter[] = [
  {
    name: "rooturl",
    usage: "rooturl=ADDRESS[|ADDRESS...]",
    setting: "boot.rootUrl",
    help: "where the root is: a URL, or a path on the boot server; several servers with the same file are separated by `|`",
  },
  {
    name: "rootproto",
    usage: "rootproto=http|tftp",
    setting: "boot.rootProto",
    help: "how a root whose address is a path is fetched",
  },
  {
    name: "bootserver",
    usage: "bootserver=HOST[:PORT]",
    help: "the server that paths are fetched from, in place of the one that DHCP names",
  },
  {
    name: "rootverify",
    usage: "rootverify=off",
    help: "root and home are not checked; the console says so",
  },
  { name: "retry", setting: "boot.retry", help: "seconds without progress until a client gives up (300)" },
  {
    name: "homeurl",
    setting: "boot.homeUrl",
    help: "where the home archive is, as with `rooturl=`; one that is not called `home.tar.gz` is not the release's own and is not checked",
  },
  {
    name: "homeproto",
    usage: "homeproto=http|tftp",
    setting: "boot.homeProto",
    help: "how a home archive whose address is a path is fetched",
  },
  { name: "homesize", setting: "client.homeSize", help: "size of /home in memory" },
  {
    name: "overlays",
    usage: "overlays=a.tar.gz;b.tar.gz",
    setting: "boot.overlays",
    separator: ";",
    help: "archives over the root, later ones above earlier ones; `,` separates as well",
  },
  {
    name: "overlayproto",
    usage: "overlayproto=http|tftp",
    setting: "boot.overlayProto",
    help: "how overlays whose address is a path are fetched",
  },
  { name: "overlaysize", setting: "boot.overlaySize", help: "size of each overlay in memory" },
  {
    name: "writable",
    setting: "client.writable",
    help: "size, in memory, of what may be written to the root",
  },
  {
    name: "zram_size_pct",
    setting: "zram.sizePct",
    help: "compressed swap in per cent of memory; 0: none",
  },
  { name: "zram_algorithm", setting: "zram.algorithm", help: "how the swap is compressed" },
  {
    name: "zram_devices",
    setting: "zram.devices",
    help: "number of zram devices; `auto`: one per processor",
  },
  {
    name: "ip",
    usage: "ip=ADDRESS:SERVER:ROUTER:NETMASK:NAME:CARD::DNS",
    help: "a fixed address, also in the running system",
    elsewhere: true,
  },
  {
    name: "hostname",
    setting: "client.hostname",
    help: "host name; `auto`: the one that DHCP gives, else one made from the MAC address",
  },
  {
    name: "timezone",
    usage: "timezone=Europe/Vienna",
    setting: "client.timezone",
    help: "time zone",
  },
  {
    name: "ntpservers",
    usage: "ntpservers=a,b",
    setting: "client.ntpServers",
    help: "time servers in place of those that DHCP names",
  },
  {
    name: "shutdowntime",
    usage: "shutdowntime=22:30",
    setting: "client.shutdownTime",
    help: "time of day at which the client is switched off",
  },
  {
    name: "rdpservers",
    usage: "rdpservers=name:host:port:options;...",
    setting: "client.rdpServers",
    write: ({ client }) =>
      client.rdpServers
        .map(({ name, host, port, options }) => [name, host, port, options.join(" ")].join(":"))
        .join(";")
        .replaceAll(" ", "%"),
    help: "a desktop shortcut for each, which starts FreeRDP; where there is only one server and it has no options, it starts at login",
  },
  ...Object.entries(roleSettings).flatMap(([setting, { parameter }]) =>
    parameter ? [{ setting, ...parameter }] : [],
  ),
  {
    name: "kiosk_url",
    usage: "kiosk_url=http://...",
    setting: "client.kioskUrl",
    help: "page of a kiosk; here `%` is itself and no space",
  },
  {
    name: "keyboard",
    usage: "keyboard=de:nodeadkeys",
    setting: "client.keyboard",
    help: "keyboard layout, and its variant, of a desktop or kiosk",
  },
  {
    name: "screen_off",
    usage: "screen_off=10",
    setting: "client.screenOffAfter",
    help: "minutes without input until the screen is switched off; 0: never",
  },
  {
    name: "uvesafb",
    usage: "uvesafb=mode_option=1280x800-32;scroll=ywrap",
    setting: "boot.uvesafb",
    help: "framebuffer options for kernels that still have uvesafb; other kernels say that they use simpledrm",
  },
  {
    name: "reporturl",
    setting: "boot.reportUrl",
    help: "address to which a client that cannot start sends the reason: a URL, or a path on the boot server",
  },
  {
    name: "initrddebug",
    usage: "initrddebug=y",
    setting: "boot.initrdDebug",
    help: "opens a shell before anything is fetched, and again after a failure; it says what to try",
  },
  {
    name: "console",
    usage: "console=ttyS0,115200n8",
    setting: "boot.console",
    help: "console that shows messages; the last one is /dev/console",
    elsewhere: true,
  },
  {
    name: "thinsmith.report",
    usage: "thinsmith.report=ttyS1",
    help: "prints a line of JSON about the booted client on that terminal",
    elsewhere: true,
  },
];

/** Names that the client takes from its command line. */
export const guestParameters: readonly BootParameter[] = bootParameterTable.filter(
  ({ elsewhere }) => !elsewhere,
);

/** The boot parameter that changes a setting, as NAME= or NAME=y. */
export const parameterOf = (setting: string): string | undefined => {
  const found = bootParameterTable.find((parameter) => parameter.setting === setting);
  return found && `${found.name}=${found.usage?.endsWith("=y") ? "y" : ""}`;
};

/** The same table in Markdown, for docs/CLIENT.md. */
export const bootParameterMarkdown = (): string =>
  [
    "| parameter | meaning | setting |",
    "| --- | --- | --- |",
    ...bootParameterTable.map(
      ({ name, usage = `${name}=`, help, setting }) =>
        `| \`${usage.replaceAll("|", "\\|")}\` | ${help.replaceAll("|", "\\|")} | ${setting ? `\`${setting}\`` : ""} |`,
    ),
  ].join("\n");
