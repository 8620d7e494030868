import { z } from "zod";
import { driverNames } from "../catalog/drivers.ts";
import { usualExcludes } from "../catalog/excludes.ts";
import { firmwareNames } from "../catalog/firmware.ts";
import { roleMistakes, roleNames } from "../catalog/roles.ts";
import { distributionNames } from "../distributions/distributions.ts";
import { distributionOf } from "../distributions/suites.ts";
import { bootWord, pageUrl, sshPublicKey } from "../grammar/checked.ts";
import * as grammar from "../grammar/grammar.ts";

const base = z.strictObject({
  builder: z.enum(["local", "vagrant"]).default("local").describe("who makes the root tree"),
  distribution: z.enum(distributionNames).default("debian"),
  suite: grammar.suiteName.default("trixie").describe("release of the distribution"),
  mirror: grammar.httpUrl
    .nullable()
    .default(null)
    .describe(
      "the one package mirror, in place of all default ones, security updates too; null: mmdebstrap's choice",
    ),
  box: grammar.boxName
    .nullable()
    .default(null)
    .describe(
      "Vagrant base box: a name, or a .box file; null: the suite's that box make made here, else the catalogue's",
    ),
  boxVersion: grammar.boxVersion.nullable().default(null).describe("version of the box; null: the newest"),
  provider: z.enum(["auto", "virtualbox", "libvirt"]).default("auto").describe("Vagrant provider"),
});

const machines = z.strictObject({
  memory: z
    .int()
    .min(512)
    .max(1_048_576)
    .default(1024)
    .describe("MiB of memory of the template, of the server, and of the test machine"),
  processors: z.int().min(1).max(64).default(2).describe("processors of each"),
  driver: z
    .enum(["auto", "kvm", "qemu"])
    .default("auto")
    .describe("libvirt's: kvm, or qemu, which emulates; auto: kvm where /dev/kvm can be opened"),
  network: grammar.privateNetwork
    .default("192.168.10.0/24")
    .describe("network of the machines: template .253, server .254, clients .129 to .250"),
  wait: z
    .boolean()
    .default(false)
    .describe("the build waits while a person works in the template, and goes on when told"),
  test: z.boolean().default(false).describe("after each build, a client boots off the server by the network"),
  afterwards: z
    .enum(["leave", "halt", "destroy"])
    .default("leave")
    .describe("what becomes of template and server after a build"),
});

const kernel = z.strictObject({
  package: z
    .union([z.literal("auto"), grammar.packageName])
    .default("auto")
    .describe("kernel package; auto is the distribution's own for the architecture"),
  firmware: z
    .array(z.enum(firmwareNames))
    .default(["realtek"])
    .describe("firmware for the clients' hardware"),
});

const packages = z.strictObject({
  install: z.array(grammar.packageName).default([]).describe("packages on top of the roles"),
  remove: z.array(grammar.packageName).default([]).describe("packages to remove from the finished tree"),
  roles: z.array(z.enum(roleNames)).default(["console"]).describe("what the client is for"),
  drivers: z
    .array(z.enum(driverNames))
    .default([])
    .describe("drivers of screens and tablets, on top of the roles' own"),
});

/** REFERENCE B9: installed in a template machine, of no use on a client without disks. */
const excludedPackages = [
  "virtualbox-guest-utils",
  "grub-common",
  "grub-gfxpayload-lists",
  "grub-pc",
  "grub-pc-bin",
  "grub2-common",
];

const exclude = z.strictObject({
  paths: z
    .array(grammar.imagePath)
    .default(Object.keys(usualExcludes))
    .describe("left out of the image; wildcards * and ?"),
  packages: z
    .array(grammar.packageName)
    .default(excludedPackages)
    .describe("installed packages whose files are left out of the image"),
});

const zram = z.strictObject({
  sizePct: z
    .int()
    .min(0)
    .max(200)
    .default(50)
    .describe("compressed swap, per cent of memory; 0 is off (zram_size_pct=)"),
  algorithm: z.enum(["lz4", "lzo-rle", "lzo", "zstd", "lz4hc", "842", "deflate"]).default("lz4"),
  devices: z
    .union([z.literal("auto"), z.int().min(1).max(64)])
    .default("auto")
    .describe("zram devices; auto is one per processor"),
});

const rootfs = z.strictObject({
  compression: z.enum(["zstd", "xz", "lz4", "gzip"]).default("zstd"),
  level: z
    .int()
    .min(1)
    .max(22)
    .default(9)
    .describe("zstd 1 to 22, gzip 1 to 9, lz4 1 (quick) or more (small); xz has none"),
  blockSize: z.enum(["128K", "256K", "512K", "1M"]).default("128K"),
});

const initrd = z.strictObject({
  compression: z.enum(["zstd", "xz", "lz4", "gzip"]).default("zstd"),
  modules: z
    .enum(["most", "netboot"])
    .default("netboot")
    .describe(
      "netboot: drivers for networks, USB hosts and keyboards, the root has the others; most: those for disks too",
    ),
});

/** What parse.ts says is allowed in place of something that is no object. */
const saidWhenNoObject = (words: string) => ({
  error: ({ code }: { readonly code?: string | undefined }) => (code === "invalid_type" ? words : undefined),
});

const client = z.strictObject({
  user: grammar.userName.default("client"),
  passwordHash: grammar.passwordHash.nullable().default(null).describe("null: no password is accepted"),
  autologin: z.boolean().default(true).describe("log the user in on tty1"),
  hostname: z
    .union([z.literal("auto"), grammar.hostName])
    .default("auto")
    .describe("auto: the lease's name, else made from the MAC address"),
  timezone: grammar.timezone.default("UTC").describe("timezone="),
  ntpServers: z.array(grammar.hostName).default([]).describe("ntpservers=; empty takes the lease's"),
  homeSize: grammar.memorySize.default("512M").describe("homesize="),
  network: z
    .enum(["auto", "ifupdown", "networkd"])
    .default("auto")
    .describe("auto: ifupdown where it is installed, else systemd-networkd"),
  rdpServers: z
    .array(
      z.strictObject(
        {
          name: z
            .string()
            .regex(
              /^(?! )([^\s\x00-\x1f\x7f:;%"'\\`$]| ){1,64}(?<! )$/,
              "a name of at most 64 characters without : ; % $ or quotes",
            ),
          host: grammar.hostName,
          port: z.int().min(1).max(65535).default(3389),
          options: z
            .array(
              z
                .string()
                .max(512)
                .regex(
                  /^[/+-][^\s\x00-\x1f\x7f;%]+$/,
                  "an xfreerdp option such as /f, without spaces, ; or %",
                ),
            )
            .default([]),
        },
        saidWhenNoObject("NAME:HOST:PORT:OPTION OPTION, or an object with name, host, port and options"),
      ),
    )
    .default([])
    .describe("rdpservers=; NAME:HOST:PORT:OPTION OPTION, several separated by ;"),
  vmwareViewOptions: z
    .array(z.string().regex(/^[A-Za-z0-9_.,:/=@-]+$/, "one option without spaces or quotes"))
    .default([])
    .describe("vmwareviewoptions="),
  kioskUrl: pageUrl.nullable().default(null).describe("kiosk_url=; the page that the role kiosk shows"),
  screenOffAfter: z
    .int()
    .min(0)
    .max(999)
    .default(0)
    .describe("screen_off=; minutes without input until the screen is switched off; 0: never"),
  keyboard: grammar.keyboardLayout
    .default("us")
    .describe("keyboard=; layout on the screen, such as de or de:nodeadkeys"),
  sshKeys: z.array(sshPublicKey).default([]).describe("public keys that SSH lets the user in by"),
  sshRoot: z.boolean().default(false).describe("the same keys let root in"),
  horizonBundle: grammar.fileOrUrl
    .nullable()
    .default(null)
    .describe("the Horizon client's installer (.bundle): a file here, or its address"),
  horizonSha256: grammar.sha256.nullable().default(null).describe("the sha256 of that file"),
  shutdownTime: grammar.timeOfDay.nullable().default(null).describe("shutdowntime="),
  writable: grammar.memorySize.default("50%").describe("room for changes to the root, in memory"),
});

const boot = z.strictObject({
  rootProto: z.enum(["http", "tftp"]).default("http").describe("rootproto="),
  rootUrl: grammar.fetchAddresses
    .default("rootfs.squashfs")
    .describe("rooturl=; several servers with the same file: a|b"),
  homeProto: z.enum(["http", "tftp"]).default("http").describe("homeproto="),
  homeUrl: grammar.fetchAddresses.nullable().default("home.tar.gz").describe("homeurl=; null: an empty home"),
  overlayProto: z.enum(["http", "tftp"]).default("http").describe("overlayproto="),
  overlays: z
    .array(grammar.fetchAddress)
    .default([])
    .describe(
      "overlays=; the later above the earlier; what lies in the directory overlays/ becomes part of the release",
    ),
  overlaySize: grammar.memorySize.default("50%").describe("overlaysize=; room for each overlay, in memory"),
  caFile: z
    .string()
    .regex(/^[^\x00-\x1f\x7f]{1,1024}$/, "a file of PEM certificates")
    .nullable()
    .default(null)
    .describe("PEM certificates of the authorities that https:// servers of the site use"),
  retry: z
    .int()
    .min(0)
    .max(86400)
    .default(300)
    .describe("retry=; seconds without progress until a client gives up"),
  reportUrl: grammar.fetchAddress
    .nullable()
    .default("thinsmith/report")
    .describe("reporturl=; where a client that cannot start sends why; null: nowhere"),
  console: z
    .array(
      z.string().regex(/^tty[A-Za-z0-9]+(,[0-9]+[noe]?[78]?)?$/, "a console such as tty1 or ttyS0,115200n8"),
    )
    .default(["tty1", "ttyS0,115200n8"])
    .describe("console=; the last is /dev/console"),
  initrdDebug: z.boolean().default(false).describe("initrddebug=y"),
  uvesafb: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_=;,-]*$/, "options such as mode_option=1280x800-32;scroll=ywrap")
    .nullable()
    .default(null)
    .describe("uvesafb="),
  extra: z.array(bootWord).default([]).describe("more boot parameters"),
});

const serve = z.strictObject({
  bios: z.enum(["ipxe", "pxelinux"]).default("ipxe").describe("loader of clients with a BIOS"),
  uefi: z
    .enum(["ipxe", "grub", "shim"])
    .default("ipxe")
    .describe("loader of clients with UEFI; shim: for Secure Boot, followed by GRUB"),
  menu: z
    .int()
    .min(0)
    .max(3600)
    .default(0)
    .describe("seconds for which clients show a menu of releases; 0: no menu"),
  clients: z
    .array(
      z.strictObject({
        client: z.union([z.literal("default"), grammar.macAddress]),
        release: grammar.releaseWord.nullable().default(null),
        parameters: z.array(bootWord).default([]),
        overlays: z.array(grammar.fetchAddress).nullable().default(null),
      }),
    )
    .default([])
    .describe(
      "what single clients get, by the address of their network card; default: all others; release, boot parameters, overlays",
    ),
  canary: z
    .array(grammar.macAddress)
    .default([])
    .describe("clients that get a new release first; all others after release promote"),
});

const isTimezone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Vagrant's own user in every box. */
const templateUser = "vagrant";

/** A network card's address as it is compared: lower case, with colons. Other words stay as they are. */
export const clientKey = (client: string): string => client.toLowerCase().replaceAll("-", ":");

const repeated = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index);

/**
 * Everything a person chose. Every group and every field has a default, so `{"version": 1}` is complete.
 * `preset schema` prints this as JSON Schema.
 */
export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    name: grammar.presetName.default("console").describe("name of the image and of its output directory"),
    description: z.string().max(200).default(""),
    base: base.prefault({}),
    machines: machines.prefault({}),
    kernel: kernel.prefault({}),
    packages: packages.prefault({}),
    exclude: exclude.prefault({}),
    zram: zram.prefault({}),
    rootfs: rootfs.prefault({}),
    initrd: initrd.prefault({}),
    client: client.prefault({}),
    boot: boot.prefault({}),
    serve: serve.prefault({}),
  })
  .superRefine((settings, context) => {
    const { distribution, suite } = settings.base;
    const other = distributionOf(suite);
    if (other && other !== distribution) {
      context.addIssue({
        code: "custom",
        path: ["base", "suite"],
        message: `${suite} is a suite of ${other}, but base.distribution is ${distribution}`,
      });
    }
    if (settings.base.builder === "vagrant" && settings.client.user === templateUser) {
      context.addIssue({
        code: "custom",
        path: ["client", "user"],
        message: `${templateUser} is who administers the template, and no user of the image; choose another name`,
      });
    }
    for (const message of roleMistakes(settings.packages.roles, settings.base)) {
      context.addIssue({ code: "custom", path: ["packages", "roles"], message });
    }
    if (!isTimezone(settings.client.timezone)) {
      context.addIssue({
        code: "custom",
        path: ["client", "timezone"],
        message: `there is no time zone ${settings.client.timezone}; one is, for instance, Europe/Vienna`,
      });
    }
    const twice = repeated(settings.serve.clients.map(({ client }) => clientKey(client)));
    if (twice !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["serve", "clients"],
        message: `${twice} is there more than once`,
      });
    }
    if (settings.rootfs.compression === "gzip" && settings.rootfs.level > 9) {
      context.addIssue({
        code: "custom",
        path: ["rootfs", "level"],
        message: `gzip has levels 1 to 9, not ${settings.rootfs.level}`,
      });
    }
  });

/** Validated settings: what plan, builders and the wizard work with. */
export type Settings = z.output<typeof settingsSchema>;
/** Settings as a person or a preset file writes them: every field optional but `version`. */
export type SettingsInput = z.input<typeof settingsSchema>;
