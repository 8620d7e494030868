import type { Manifest } from "../release/release.ts";
import { defaultReportPath } from "../serve/http/reports.ts";

/** Harmless words with which an emulated client on a busy machine comes up, and says on the first serial port how. */
export const emulationParameters: readonly string[] = [
  "console=ttyS0,115200n8",
  // The verdict is made from the kernel's messages, which `quiet` hides.
  "loglevel=7",
  // An emulated processor on a busy machine may stall for longer than the usual time limits of a service.
  "systemd.default_timeout_start_sec=600",
  "systemd.service_watchdogs=no",
  // For the same reason the kernel's check of its timer may fail, with a panic.
  "no_timer_check",
];

/**
 * Boot parameters of a test boot: the client writes its console and its report to the first two serial ports, and fetches
 * the release's own files from the server that it was booted from.
 */
export const testParameters = (manifest: Manifest): string[] => [
  ...manifest.bootParameters,
  ...emulationParameters,
  // QEMU translates a program anew for each address that it lies at. With the same addresses in each process an emulated
  // client is up in half of the time; without, it stands still for a while when the initrd's memory is used again.
  "norandmaps",
  "rootproto=http",
  "rooturl=rootfs.squashfs",
  ...(manifest.settings.boot.homeUrl === null ? [] : ["homeproto=http", "homeurl=home.tar.gz"]),
  "overlayproto=http",
  `reporturl=${defaultReportPath}`,
  "thinsmith.report=ttyS1",
];
