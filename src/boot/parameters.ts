import type { Manifest } from "../release/release.ts";
import { defaultReportPath } from "../serve/http/reports.ts";

/**
 * Boot parameters of a client whose verdict is to be made from what it says on its first two serial ports. Its files are
 * the release's own, from whatever server it was booted by.
 */
export const testParameters = (manifest: Manifest): string[] => [
  ...manifest.bootParameters,
  "console=ttyS0,115200n8",
  // An image with `quiet` would say nothing that the verdict could be made from.
  "loglevel=7",
  // An emulated processor on a busy machine may stand still for longer than a service may take to start.
  "systemd.default_timeout_start_sec=600",
  // Nor does the kernel's look whether its timer ticks mean anything there: it panics where too few come.
  "no_timer_check",
  "rootproto=http",
  "rooturl=rootfs.squashfs",
  ...(manifest.settings.boot.homeUrl === null ? [] : ["homeproto=http", "homeurl=home.tar.gz"]),
  "overlayproto=http",
  `reporturl=${defaultReportPath}`,
  "thinsmith.report=ttyS1",
];
