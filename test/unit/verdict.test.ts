import { describe, expect, it } from "vitest";
import { qemuCommand } from "../../src/boot/qemu.ts";
import { type ClientReport, findReport } from "../../src/boot/report.ts";
import { checksOf, clientGaveUp } from "../../src/boot/verdict.ts";

const report: ClientReport = {
  uptime: 40,
  multiUser: true,
  processors: 2,
  memory: { totalKiB: 1_000_000, availableKiB: 700_000 },
  root: { type: "overlay", lower: "squashfs" },
  home: "tmpfs",
  swaps: [0, 1].map((number) => ({
    device: `/dev/zram${number}`,
    kib: 249_996,
    usedKiB: 0,
    priority: 5,
    algorithm: "lz4",
  })),
  failedUnits: [],
  addresses: [{ interface: "ens2", address: "10.0.2.15/24" }],
  machineId: "0123456789abcdef0123456789abcdef",
  hostname: "client-123456",
  kernel: "6.12.0",
  timezone: "/usr/share/zoneinfo/UTC",
  hostKeys: ["SHA256:abc"],
  layers: ["rootfs"],
  room: { image: 1, writable: 1, home: 1 },
  nameServers: ["10.0.2.3"],
  searchDomains: [],
  timeServers: [],
  shutdownTime: "",
  shortcuts: [],
  media: [],
  sessions: [{ user: "client", terminal: "tty1" }],
};
const expectation = {
  zram: { sizePct: 50, algorithm: "lz4", devices: "auto" },
  rootVerified: true,
  autologin: "client",
} as const;
const goodConsole =
  "Linux version 6.12.0\nthinsmith: the root is the one that belongs to this kernel: its sha256 is right\n";
const failing = (changed: Partial<ClientReport>, text = goodConsole) =>
  checksOf(text, { ...report, ...changed }, expectation).flatMap(({ name, ok }) => (ok ? [] : [name]));

describe("verdict", () => {
  it("is good for a client that is as its settings want it", () => {
    expect(failing({})).toEqual([]);
  });

  it.each([
    [{ multiUser: false }, "multi-user"],
    [{ root: { type: "ext4", lower: "" } }, "root"],
    [{ home: "" }, "home"],
    [{ swaps: [] }, "zram"],
    [{ swaps: report.swaps.slice(1) }, "zram"],
    [{ swaps: report.swaps.map((swap) => ({ ...swap, algorithm: "zstd" })) }, "zram"],
    [{ swaps: report.swaps.map((swap) => ({ ...swap, kib: 100_000 })) }, "zram"],
    [{ swaps: report.swaps.map((swap) => ({ ...swap, priority: -2 })) }, "zram"],
    [{ failedUnits: ["ssh.service"] }, "failed units"],
    [{ addresses: [] }, "network"],
    [{ machineId: "" }, "machine id"],
    [{ sessions: [] }, "login"],
    [{ sessions: [{ user: "root", terminal: "tty1" }] }, "login"],
  ] as [Partial<ClientReport>, string][])("fails for %j at %s", (changed, check) => {
    expect(failing(changed)).toEqual([check]);
  });

  it("fails when the root was not verified, or nothing was reported", () => {
    expect(failing({}, "Linux version 6.12.0\n")).toEqual(["root fetched"]);
    expect(
      checksOf(goodConsole, undefined, expectation)
        .filter(({ ok }) => !ok)
        .map(({ name }) => name),
    ).toEqual(["multi-user"]);
    expect(checksOf("", undefined, expectation).every(({ ok }) => !ok)).toBe(true);
  });

  it("names what the client itself said", () => {
    const text = `${goodConsole}thinsmith: THIS CLIENT CANNOT START (FETCH)\r\nthinsmith: No such file.\r\nthinsmith: Starting again in 15 seconds.\r\n`;
    expect(clientGaveUp(text)).toBe(true);
    expect(clientGaveUp(goodConsole)).toBe(false);
    expect(
      checksOf(text, undefined, expectation).find(({ name }) => name === "system assembled")?.detail,
    ).toBe("FETCH: No such file.");
    const early = text.replace("its sha256 is right", "");
    expect(checksOf(early, undefined, expectation).find(({ name }) => name === "root fetched")?.detail).toBe(
      "FETCH: No such file.",
    );
  });
});

describe("report", () => {
  it("is found in a terminal's output once its line is complete", () => {
    const line = `THINSMITH-REPORT ${JSON.stringify(report)}\r\n`;
    expect(findReport(`noise\n${line}more`)).toEqual(report);
    expect(findReport(line.slice(0, 60))).toBeUndefined();
    expect(findReport('THINSMITH-REPORT {"uptime": "soon"}\n')).toBeUndefined();
  });
});

describe("QEMU's command", () => {
  const machine = {
    memoryMiB: 1024,
    cpus: 2,
    accel: "tcg",
    kernel: "/r/vmlinuz",
    initrd: "/r/initrd.img",
    bootParameters: ["boot=ram", "console=ttyS0"],
    reportSocket: "/tmp/a,b/report",
  } as const;

  it("keeps a comma in a path from being an option", () => {
    expect(qemuCommand(machine)).toContain("socket,id=report,path=/tmp/a,,b/report");
  });

  it("has firmware only where one is given", () => {
    expect(qemuCommand(machine)).not.toContain("-bios");
    expect(qemuCommand({ ...machine, ovmf: "/o" }).join(" ")).toContain("-bios /o");
  });
});
