import { clientNeeds } from "../catalog/roles.ts";
import { spareBytes, systemBytes } from "../contents/forecast.ts";
import type { Manifest } from "../release/release.ts";

const mebibyte = 1024 ** 2;
/** Memory comes in steps. */
const stepMiB = 128;

/** Memory that a client of a release needs, and for what, in MiB. */
export interface NeededMemory {
  /** Rounded up to the size of a machine. */
  readonly memoryMiB: number;
  readonly imageMiB: number;
  readonly systemMiB: number;
  readonly roleMiB: number;
}

/** The smallest client that a release starts on without using swap, by the same figures as the estimate. Pure. */
export const neededMemory = ({ files, settings }: Manifest): NeededMemory => {
  const sizeOf = (wanted: (name: string) => boolean) =>
    files.filter(({ name }) => wanted(name)).reduce((sum, { size }) => sum + size, 0);
  // An archive is in memory packed and unpacked.
  const archives = sizeOf((name) => name === "home.tar.gz" || settings.boot.overlays.includes(name));
  const imageMiB = Math.ceil((sizeOf((name) => name === "rootfs.squashfs") + 2 * archives) / mebibyte);
  const needs = clientNeeds(settings.packages.roles);
  const roleMiB = needs.memoryMiB + needs.spareMiB;
  const systemMiB = (systemBytes + spareBytes) / mebibyte;
  const memoryMiB = Math.ceil((imageMiB + systemMiB + roleMiB) / stepMiB) * stepMiB;
  return { memoryMiB, imageMiB, systemMiB, roleMiB };
};

/** Why a machine has that much memory. Pure. */
export const memoryWords = ({ memoryMiB, imageMiB, systemMiB, roleMiB }: NeededMemory): string =>
  `${memoryMiB} MiB of memory: ${imageMiB} for the image, ${systemMiB} for the system${roleMiB > 0 ? `, ${roleMiB} for its roles` : ""}`;
