import type { Settings } from "../settings/schema.ts";
import type { FileSum } from "./checksum.ts";

/**
 * The client's configuration: NAME=VALUE lines under the names of the boot parameters that override them. It is
 * appended to the initrd as /thinsmith/client.conf. A space inside a value is written `%`, as on a command line.
 */
export const clientConf = (
  { boot, client, zram }: Pick<Settings, "boot" | "client" | "zram">,
  files: { rootfs: FileSum; home: FileSum; overlays: readonly (FileSum & { name: string })[] },
  builtAt: Date,
): string => {
  const values: Record<string, string | number> = {
    rootproto: boot.rootProto,
    rooturl: boot.rootUrl,
    rootbytes: files.rootfs.size,
    rootsha256: files.rootfs.sha256,
    homeproto: boot.homeProto,
    homeurl: boot.homeUrl ?? "",
    homebytes: files.home.size,
    homesha256: files.home.sha256,
    homesize: client.homeSize,
    overlayproto: boot.overlayProto,
    overlays: boot.overlays.join(";"),
    overlaysize: boot.overlaySize,
    overlaysums: files.overlays.map(({ name, size, sha256 }) => `${name}:${size}:${sha256}`).join(";"),
    writable: client.writable,
    zram_size_pct: zram.sizePct,
    zram_algorithm: zram.algorithm,
    zram_devices: zram.devices,
    reporturl: boot.reportUrl ?? "",
    retry: boot.retry,
    buildtime: Math.floor(builtAt.getTime() / 1000),
    initrddebug: boot.initrdDebug ? "y" : "n",
    hostname: client.hostname,
    timezone: client.timezone,
    ntpservers: client.ntpServers.join(","),
    shutdowntime: client.shutdownTime ?? "",
    rdpservers: client.rdpServers
      .map(
        ({ name, host, port, options }) =>
          `${name.replaceAll(" ", "%")}:${host}:${port}:${options.join("%")}`,
      )
      .join(";"),
    vmwareviewoptions: client.vmwareViewOptions.join("%"),
    kiosk_url: client.kioskUrl ?? "",
    screen_off: client.screenOffAfter,
    keyboard: client.keyboard,
    uvesafb: boot.uvesafb ?? "",
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
};

/** Words of the kernel command line that every way of booting needs; all else is in the client's configuration. */
export const bootParameters = ({ boot }: Pick<Settings, "boot">): string[] => [
  "boot=ram",
  ...boot.console.map((console) => `console=${console}`),
  ...boot.extra,
];
