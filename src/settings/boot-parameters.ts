import { roleSettings } from "../catalog/roles.ts";
import type { Settings } from "./schema.ts";

/** A word of the kernel command line that changes a setting for one client and one boot. */
export interface BootParameter {
  readonly name: string;
  /** How to write it: NAME=, or with the form of its value. */
  readonly usage: string;
  /** What it does: the table in docs/CLIENT.md. */
  readonly help: string;
  /** Dotted name of the setting whose value the image is built with. */
  readonly setting?: string;
  /** Between the entries of a list; a comma by default. */
  readonly separator?: string | undefined;
  /** The setting's value as the client reads it, if it is not a word or a list of words. */
  readonly write?: (settings: Pick<Settings, "client">) => string;
  /** Another program reads it from the command line; it is never in client.conf. */
  readonly elsewhere?: true;
  /**
   * A signed file of a single client may set it (trust/client-file), and what its value may be: `word` is letters, digits and
   * . _ , : / % + ~ @ = -, `text` any word of a command line without $ < >. Left out: what weakens a locked image, what says
   * where the release is, and what is needed before the file is fetched.
   */
  readonly inClientFile?: "word" | "text";
}

/** The rows of the table; the name of a parameter is what stands before the = of its usage. */
const rows: readonly Omit<BootParameter, "name">[] = [
  {
    usage: "rooturl=ADDRESS[|ADDRESS...]",
    setting: "boot.rootUrl",
    help: "address of the root: a URL, or a path on the boot server; several servers with the same file are separated by `|`",
  },
  {
    usage: "rootproto=http|tftp",
    setting: "boot.rootProto",
    help: "protocol for a root whose address is a path",
  },
  {
    usage: "rootmode=memory|stream",
    inClientFile: "word",
    setting: "boot.root",
    help: "whether the root is loaded into memory before the start, or read from the boot server block by block; `stream` needs an image that was built for it",
  },
  {
    usage: "streamcopy=auto|never|now",
    inClientFile: "word",
    setting: "stream.copy",
    help: "when a root that is streamed is copied into memory: after the start if it fits into half of what is free, never, or from the beginning",
  },
  {
    usage: "bootserver=HOST[:PORT]",
    setting: "boot.server",
    help: "server for addresses that are paths, instead of the one that DHCP names",
  },
  {
    usage: "bootpath=NAME/ID",
    help: "directory of the release on that server, where no loader names the server; thinsmith.efi has it",
  },
  { usage: "rootverify=off", help: "root and home are not checked; the console shows a message" },
  {
    usage: "retry=",
    setting: "boot.retry",
    help: "seconds without progress until a client gives up (300)",
    inClientFile: "word",
  },
  {
    usage: "homeurl=",
    inClientFile: "text",
    setting: "boot.homeUrl",
    help: "address of the home archive, in the form of `rooturl=`; an archive that is not called `home.tar.gz` is not part of the release and is not checked",
  },
  {
    usage: "homeproto=http|tftp",
    inClientFile: "word",
    setting: "boot.homeProto",
    help: "protocol for a home archive whose address is a path",
  },
  { usage: "homesize=", setting: "client.homeSize", help: "size of /home in memory", inClientFile: "word" },
  {
    usage: "overlays=a.tar.gz;b.tar.gz",
    inClientFile: "text",
    setting: "boot.overlays",
    separator: ";",
    help: "archives over the root, later ones above earlier ones; `;` or `,` separates them",
  },
  {
    usage: "overlayproto=http|tftp",
    inClientFile: "word",
    setting: "boot.overlayProto",
    help: "protocol for overlays whose address is a path",
  },
  {
    usage: "overlaysize=",
    setting: "boot.overlaySize",
    help: "size of each overlay in memory",
    inClientFile: "word",
  },
  {
    usage: "writable=",
    setting: "client.writable",
    help: "memory for files that are written to the root",
    inClientFile: "word",
  },
  {
    usage: "zram_size_pct=",
    inClientFile: "word",
    setting: "zram.sizePct",
    help: "compressed swap in per cent of memory; 0: none",
  },
  {
    usage: "zram_algorithm=",
    setting: "zram.algorithm",
    help: "compression of the swap",
    inClientFile: "word",
  },
  {
    usage: "zram_devices=",
    inClientFile: "word",
    setting: "zram.devices",
    help: "number of zram devices; `auto`: one per processor",
  },
  {
    usage: "ip=ADDRESS:SERVER:ROUTER:NETMASK:NAME:CARD::DNS",
    help: "a fixed address, also in the running system",
    elsewhere: true,
  },
  {
    usage: "hostname=",
    inClientFile: "word",
    setting: "client.hostname",
    help: "host name; `auto`: the name from DHCP, else a name made from the MAC address",
  },
  { usage: "timezone=Europe/Vienna", setting: "client.timezone", help: "time zone", inClientFile: "word" },
  {
    usage: "ntpservers=a,b",
    setting: "client.ntpServers",
    help: "time servers, instead of those from DHCP",
    inClientFile: "word",
  },
  {
    usage: "shutdowntime=22:30",
    inClientFile: "word",
    setting: "client.shutdownTime",
    help: "time of day at which the client is switched off",
  },
  {
    usage: "rdpservers=name:host:port:options;...",
    inClientFile: "text",
    setting: "client.rdpServers",
    write: ({ client }) =>
      client.rdpServers
        .map(({ name, host, port, options }) => [name, host, port, options.join(" ")].join(":"))
        .join(";")
        .replaceAll(" ", "%"),
    help: "servers with a desktop shortcut each, which starts FreeRDP; a single server without options starts at login",
  },
  ...Object.entries(roleSettings).flatMap(([setting, { parameter }]) =>
    parameter ? [{ ...parameter, setting, inClientFile: "text" as const }] : [],
  ),
  {
    usage: "kiosk_url=http://...",
    inClientFile: "text",
    setting: "client.kioskUrl",
    help: "page of a kiosk; in this parameter, `%` does not stand for a space",
  },
  {
    usage: "keyboard=de:nodeadkeys",
    inClientFile: "word",
    setting: "client.keyboard",
    help: "keyboard layout, and its variant, of a desktop or kiosk",
  },
  {
    usage: "screen_off=10",
    inClientFile: "word",
    setting: "client.screenOffAfter",
    help: "minutes without input until the screen is switched off; 0: never",
  },
  {
    usage: "uvesafb=mode_option=1280x800-32;scroll=ywrap",
    setting: "boot.uvesafb",
    help: "framebuffer options for kernels that still have uvesafb; with other kernels the console shows that simpledrm is used",
  },
  {
    usage: "reporturl=",
    inClientFile: "word",
    setting: "boot.reportUrl",
    help: "address to which a client that cannot start sends the reason: a URL, or a path on the boot server",
  },
  {
    usage: "initrddebug=y",
    setting: "boot.initrdDebug",
    help: "opens a shell before anything is fetched, and again after a failure; the shell shows what to try",
  },
  {
    usage: "console=ttyS0,115200n8",
    setting: "boot.console",
    help: "console that shows messages; the last one is /dev/console",
    elsewhere: true,
  },
  {
    usage: "thinsmith.report=ttyS1",
    help: "prints a line of JSON about the booted client on that terminal",
    elsewhere: true,
  },
];

/**
 * All boot parameters. From here come client.conf (release/client-conf.ts), the names that the client takes from its
 * command line (config.sh in the guest), the name beside a setting in the wizard and the table in docs/CLIENT.md.
 */
export const bootParameterTable: readonly BootParameter[] = rows.map((row) => ({
  name: row.usage.replace(/=.*/, ""),
  ...row,
}));

/** Names that the client takes from its command line. */
export const guestParameters: readonly BootParameter[] = bootParameterTable.filter(
  ({ elsewhere }) => !elsewhere,
);

/** Names that a signed file of a single client may set. */
export const clientFileParameters = guestParameters.flatMap(({ name, inClientFile }) =>
  inClientFile ? [{ name, kind: inClientFile }] : [],
);

/** The boot parameter that changes a setting, as NAME= or NAME=y. */
export const parameterOf = (setting: string): string | undefined => {
  const found = bootParameterTable.find((parameter) => parameter.setting === setting);
  return found && `${found.name}=${found.usage.endsWith("=y") ? "y" : ""}`;
};

/** The same table in Markdown, for docs/CLIENT.md. */
export const bootParameterMarkdown = (): string =>
  [
    "| parameter | meaning | setting | in a client file |",
    "| --- | --- | --- | --- |",
    ...bootParameterTable.map(
      ({ usage, help, setting, inClientFile }) =>
        `| \`${usage.replaceAll("|", "\\|")}\` | ${help.replaceAll("|", "\\|")} | ${setting ? `\`${setting}\`` : ""} | ${inClientFile ? "yes" : ""} |`,
    ),
  ].join("\n");
