import { describe, expect, it } from "vitest";
import { neededMemory } from "../../../src/boot/memory.ts";
import { ConsoleTimes, reportedTimes, secondsOf } from "../../../src/boot/times.ts";
import { parseSettings } from "../../../src/settings/parse.ts";
import { recordedReport } from "../../support/recorded-report.ts";

describe("the times of a boot", () => {
  it("are those of the client's report, each part up to the next", () => {
    const { phases, units } = reportedTimes(recordedReport, undefined);
    expect(phases.map(({ name }) => name)).toEqual([
      "kernel",
      "initrd",
      "network",
      "fetch",
      "verify",
      "mount",
      "units",
    ]);
    for (const [index, { from }] of phases.entries()) expect(from).toBe(phases[index - 1]?.to ?? 0);
    expect(units[0]).toEqual({ name: "systemd-logind.service", from: 265.12, to: 289.68 });
    expect(secondsOf({ phases, units })).toBe(290.29);
  });

  it("go on to the desktop where something came on the screen after that", () => {
    expect(reportedTimes(recordedReport, 300).phases.at(-1)).toEqual({
      ...{ name: "desktop", from: 290.29, to: 300 },
    });
    expect(reportedTimes(recordedReport, 200).phases.at(-1)?.name).toBe("units");
    expect(reportedTimes({ ...recordedReport, phases: [], slowUnits: [] }, 300)).toEqual({
      phases: [],
      units: [],
    });
    // A target that was not reached has no time.
    const broken = [...recordedReport.phases.slice(0, 2), { name: "units", from: 20, to: 0 }];
    expect(reportedTimes({ ...recordedReport, phases: broken }, undefined).phases).toHaveLength(2);
  });

  it("are told by the console until then, in pieces of any length", () => {
    const said: [number, string][] = [
      [101, "[    0.000000] Linux version 6.12.0\r\n[    1.000000] something\r\n"],
      [104, "[    4.000000] Run /init as init process\r\n"],
      [106, "thinsmith: asking for an address on ens2\r\n"],
      [
        107,
        "thinsmith: ens2 has the address 10.0.2.15\r\nthinsmith: fetching http://10.0.2.2/rootfs.squashfs\r\n",
      ],
      [110, "thinsmith: the root is the one that belongs to this kernel: its sha256 is right\r\n"],
      [111, "thinsmith: the root is in memory, starting the system\r\n"],
      [
        120,
        "[\x1b[0;32m  OK  \x1b[0m] Reached target \x1b[0;1;39mmulti-user.target\x1b[0m - Multi-User System.\r\n",
      ],
    ];
    const whole = new ConsoleTimes();
    const pieces = new ConsoleTimes();
    for (const [at, text] of said) {
      whole.update(text, at);
      for (const character of text) pieces.update(character, at);
    }
    const expected = [
      { name: "kernel", from: 0, to: 4 },
      { name: "initrd", from: 4, to: 6 },
      { name: "network", from: 6, to: 7 },
      { name: "fetch", from: 7, to: 10 },
      { name: "mount", from: 10, to: 11 },
      { name: "units", from: 11, to: 20 },
    ];
    expect(whole.spans(130)).toEqual(expected);
    expect(pieces.spans(130)).toEqual(expected);
    const early = new ConsoleTimes();
    early.update(said[0]?.[1] ?? "", 101);
    expect(early.spans(103)).toEqual([{ name: "kernel", from: 0, to: 3 }]);
    expect(new ConsoleTimes().spans(5)).toEqual([]);
  });
});

describe("the memory of a test boot", () => {
  const needs = (megabytes: number, settings: object, more: readonly object[] = []) =>
    neededMemory({
      files: [{ name: "rootfs.squashfs", size: megabytes * 1e6 }, ...more],
      settings: parseSettings({ version: 1, name: "lab", ...settings }),
    } as never);

  it("is what image, system and roles need, as a machine has it", () => {
    expect(needs(170, {})).toEqual({ memoryMiB: 512, imageMiB: 163, systemMiB: 300, roleMiB: 0 });
    expect(needs(434, { packages: { roles: ["kiosk"] } })).toMatchObject({ memoryMiB: 1536, roleMiB: 800 });
    const overlay = { name: "site.tar.gz", size: 50e6 };
    expect(needs(170, { boot: { overlays: ["site.tar.gz"] } }, [overlay]).imageMiB).toBe(258);
  });
});
