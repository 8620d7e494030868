import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootBefore, lastPicture } from "../../../src/boot/before.ts";
import { pngOf } from "../../../src/boot/picture/png.ts";
import { reportedTimes } from "../../../src/boot/times.ts";
import { readRelease } from "../../../src/release/release.ts";
import { noteTested } from "../../../src/release/tested.ts";
import { recordedReport } from "../../support/recorded-report.ts";
import { makeRelease } from "../../support/releases/release.ts";

const { phases, units } = reportedTimes(recordedReport, undefined);
const tested = {
  ...{ at: 1, ok: true, seconds: 38, memoryMiB: 302, machineMiB: 512, failed: [] },
  times: { firmware: "bios", accel: "tcg", phases: [...phases], units: [...units] },
};
const picture = { width: 2, height: 1, pixels: Uint8Array.from([255, 0, 0, 0, 0, 255]) };

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), "thinsmith-boots-"));
});
afterEach(() => rm(output, { recursive: true }));

const idOf = (day: number) => `2026112${day}T030000Z-aaaaaaaa`;
const made = async (day: number) => readRelease(makeRelease(output, "lab", idOf(day), { root: {} }));

describe("the boot to compare with", () => {
  it("is that of the release before, the newest one that booted well, else of the same release", async () => {
    const [first, second, third] = [await made(1), await made(2), await made(3)];
    expect(await bootBefore(third)).toBeUndefined();
    await noteTested(third.directory, tested);
    expect((await bootBefore(third))?.id).toBe(idOf(3));
    await noteTested(first.directory, tested);
    await noteTested(second.directory, { ...tested, ok: false });
    expect(await bootBefore(third)).toEqual({ id: idOf(1), times: tested.times });
    expect((await bootBefore(second))?.id).toBe(idOf(1));
    // As a version before this one noted it.
    const { times: _, ...older } = tested;
    await noteTested(first.directory, older);
    expect(await bootBefore(second)).toBeUndefined();
  });
});

describe("the last picture of a release's screen", () => {
  it("is removed by a boot without one, and is ignored where it is damaged", async () => {
    const { directory } = await made(1);
    await noteTested(directory, tested, pngOf(picture));
    expect(await lastPicture(directory)).toEqual(picture);
    await writeFile(join(directory, "tested.png"), Buffer.alloc(100, 7));
    expect(await lastPicture(directory)).toBeUndefined();
    await noteTested(directory, tested, pngOf(picture));
    await noteTested(directory, tested);
    expect(await lastPicture(directory)).toBeUndefined();
  });
});
