import type { Release } from "../release/release.ts";
import { noteTested } from "../release/tested.ts";
import type { Picture } from "./picture/picture.ts";
import { pngOf } from "./picture/png.ts";
import type { BootTimes } from "./times.ts";
import type { Check } from "./verdict.ts";

/** What came of a boot (`Verdict`). */
interface Judged {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly times: BootTimes;
  readonly seconds: number;
  readonly memoryMiB: number | null;
}

/** The release that was booted, and the machine that it was booted on. */
interface Booted {
  readonly release: Release;
  readonly memoryMiB: number;
  readonly firmware: string;
  readonly accel: string;
}

/** Notes with a release what came of its test boot, and the last picture of its screen. */
export const noteBoot = (
  { ok, seconds, memoryMiB, checks, times: { phases, units } }: Judged,
  { release, memoryMiB: machineMiB, firmware, accel }: Booted,
  picture: Picture | undefined,
): Promise<void> =>
  noteTested(
    release.directory,
    {
      ...{ at: Date.now(), ok, seconds, memoryMiB, machineMiB },
      failed: checks.filter((check) => !check.ok).map(({ name }) => name),
      times: { firmware, accel, phases: [...phases], units: [...units] },
    },
    picture && pngOf(picture),
  );
