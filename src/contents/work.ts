import { measurementOf, type RootfsSettings } from "./packings.ts";

/** What a build has to do. */
export interface Work {
  readonly packages: number;
  /** What the packages take when they are installed. */
  readonly megabytes: number;
  /** Time of mksquashfs on two processors. */
  readonly packingSeconds: number;
  /** Time of the initrd's generator on two processors. */
  readonly initrdSeconds: number;
}

/** Of the console image, on which the seconds of stages were measured. */
export const consoleWork: Work = { packages: 161, megabytes: 332, packingSeconds: 4, initrdSeconds: 7.8 };

/** Of these megabytes, the kernel's modules, which are packed already and take no time. */
const storedMegabytes = 100;

/**
 * @param megabytes of the installed packages
 * @param initrdSeconds where it is not known, that of the console image
 */
export const workOf = (
  packages: number,
  megabytes: number,
  rootfs: RootfsSettings,
  initrdSeconds = consoleWork.initrdSeconds,
): Work => ({
  ...{ packages, megabytes, initrdSeconds },
  packingSeconds:
    (measurementOf(rootfs).seconds * Math.max(0, megabytes - storedMegabytes)) /
    (consoleWork.megabytes - storedMegabytes),
});
