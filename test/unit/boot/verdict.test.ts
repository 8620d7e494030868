import { describe, expect, it } from "vitest";
import { hasDesktop } from "../../../src/boot/expectation.ts";
import { progressOf } from "../../../src/boot/progress.ts";
import { qemuCommand } from "../../../src/boot/qemu.ts";
import { type ClientReport, findReport } from "../../../src/boot/report.ts";
import type { ScreenFacts } from "../../../src/boot/screen.ts";
import { firmwareRefusal } from "../../../src/boot/start/refusal.ts";
import { checksOf, clientGaveUp, panickedEarly, refusalOf } from "../../../src/boot/verdict.ts";
import type { Manifest } from "../../../src/release/release.ts";

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
  phases: [],
  slowUnits: [],
};
const expectation = {
  zram: { sizePct: 50, algorithm: "lz4", devices: "auto" },
  rootVerified: true,
  autologin: "client",
  screen: false,
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

describe("a client that is not up in time", () => {
  const detailOf = (text: string) =>
    checksOf(goodConsole + text, undefined, expectation).find(({ name }) => name === "multi-user")?.detail;
  const job = (name: string, seconds: number) =>
    `\r[\x1b[0;31m*\x1b[0;1;31m*\x1b[0m    ] A start job is running for ${name} (${seconds}s / no limit)\r\n`;

  it("is said to wait for the last start job that its console names", () => {
    expect(detailOf("")).toBe("not reached");
    expect(detailOf(job("Network", 6) + job("SSH host \u202ekeys", 61))).toBe(
      "not reached, waiting for SSH host keys",
    );
  });

  it("is said to be up where only its report is missing", () => {
    expect(
      detailOf("[  OK  ] Reached target \x1b[0;1;39mmulti-user.target\x1b[0m - Multi-User System.\r\n"),
    ).toBe("reached, but no report came");
  });
});

describe("progress", () => {
  const said = [
    "[    0.000000] Linux version 6.12.0 (debian)\r\n",
    "thinsmith: asking for an address on ens2 (52:54:00:12:34:56)\r\n",
    "thinsmith: ens2 has the address 10.0.2.15, router 10.0.2.2, boot server 10.0.2.2:39105\r\n",
    "thinsmith: 15 % of 170 MB, 12.8 MB/s\r\nthinsmith: 61 % of 170 MB, 4.4 MB/s\r\n",
    "thinsmith: the root is the one that belongs to this kernel: its sha256 is right\r\n",
    "thinsmith: the root is in memory, starting the system\r\n",
    "[\x1b[0;32m  OK  \x1b[0m] Reached target \x1b[0;1;39mmulti-user.target\x1b[0m - Multi-User System.\r\n",
  ];
  const having = (lines: number) => progressOf(said.slice(0, lines).join(""), undefined, expectation);
  const stateOf = (checks: ReturnType<typeof progressOf>) =>
    checks.map(({ state }) => ({ waiting: ".", running: ">", ok: "v", failed: "X" })[state]).join("");

  it("follows the console from one check to the next", () => {
    expect(said.map((_, index) => stateOf(having(index))).concat(stateOf(having(7)))).toEqual([
      ">..........",
      "v>.........",
      "v>.........",
      "vv>........",
      "vv>........",
      "vvv>.......",
      "vvvv>......",
      "vvvvv>>>>>>",
    ]);
    expect(having(2)[1]?.detail).toBe("asking for an address on ens2");
    expect(having(4).map(({ detail }) => detail)).toEqual([
      "6.12.0",
      "ens2 10.0.2.15",
      "61 % of 170 MB, 4.4 MB/s",
      ...Array(8).fill(""),
    ]);
    const login = `${said.slice(0, 6).join("")}\r\nclient-123456 login: `;
    expect(stateOf(progressOf(login, undefined, expectation))).toBe("vvvvv>>>>>>");
  });

  it("passes what is reached without words, and leaves out a login that nobody wants", () => {
    const { autologin: _, ...rest } = expectation;
    const text = said[0] + (said[5] ?? "");
    const checks = progressOf(text, undefined, { ...rest, autologin: undefined });
    expect(stateOf(checks)).toBe("vvvv>.....");
    expect(checks.map(({ name }) => name)).not.toContain("login");
  });

  it("is the verdict once there is a report", () => {
    for (const changed of [{}, { failedUnits: ["ssh.service"] }, { addresses: [] }, { sessions: [] }]) {
      const text = said.join("");
      const verdict = checksOf(text, { ...report, ...changed }, expectation);
      const checks = progressOf(text, { ...report, ...changed }, expectation, true);
      expect(checks.filter(({ state }) => state !== "ok" && state !== "failed")).toEqual([]);
      expect(checks.every(({ state }) => state === "ok")).toBe(verdict.every(({ ok }) => ok));
      for (const { name, ok, detail } of verdict) {
        expect(checks).toContainEqual({ name, detail, state: ok ? "ok" : "failed" });
      }
    }
  });

  it("has failed at what it was at when the machine ended, for the reason that was said", () => {
    const ended = (text: string) => {
      const checks = progressOf(text, undefined, expectation, true);
      expect(stateOf(checks)).toMatch(/^v*X\.*$/);
      return checks.find(({ state }) => state === "failed");
    };
    expect(ended("")).toEqual({ name: "kernel", state: "failed", detail: "not reached" });
    expect(ended(said.slice(0, 4).join(""))?.name).toBe("root fetched");
    expect(ended(said.join(""))).toMatchObject({ name: "multi-user", detail: "reached, but no report came" });
    expect(ended(`${said[0]}Kernel panic - not syncing: no init\r\n`)).toMatchObject({
      name: "network",
      detail: "Kernel panic - not syncing: no init",
    });
    const refusal = "thinsmith: THIS CLIENT CANNOT START (NET-LINK)\r\nthinsmith: No card has a link.\r\n";
    expect(ended(said[0] + refusal)).toMatchObject({
      name: "network",
      detail: "NET-LINK: No card has a link.",
    });
    expect(refusalOf(refusal)).toEqual({ code: "NET-LINK", message: "No card has a link." });
    expect(refusalOf(`${refusal}thinsmith: What to do: Plug it in.\r\n`)?.remedy).toBe("Plug it in.");
    expect(refusalOf(said.join(""))).toBeUndefined();
  });
});

describe("the screen of a client with a desktop", () => {
  const withScreen = { ...expectation, screen: true };
  const facts = { width: 1024, height: 768, colours: 3, share: 0.9995 };
  const said = (screen: ScreenFacts | undefined, ended = true) =>
    progressOf(goodConsole, report, withScreen, ended, screen).find(({ name }) => name === "screen");

  it.each([
    [{ ...facts, kind: "drawn", colours: 473 }, "ok", "1024x768, drawn in 473 colours"],
    [{ ...facts, kind: "text" }, "failed", "1024x768, a text console and no desktop"],
    [{ ...facts, kind: "blank" }, "failed", "1024x768, blank: one colour on 99.9 %"],
    [{ ...facts, kind: "blank", colours: 1 }, "failed", "1024x768, blank: one colour"],
    [undefined, "failed", "no picture of it"],
  ] as [ScreenFacts | undefined, string, string][])("%j is %s", (screen, state, detail) => {
    expect(said(screen)).toEqual({ name: "screen", state, detail });
    // While the machine runs something may still come.
    expect(said(screen, false)?.state).toBe(state === "ok" ? "ok" : "running");
    const failed = checksOf(goodConsole, report, withScreen, screen).filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(state === "ok" ? [] : ["screen"]);
  });

  it("is no check where no role draws on it", () => {
    expect(progressOf(goodConsole, report, expectation).map(({ name }) => name)).not.toContain("screen");
    expect(failing({})).toEqual([]);
    const roles = (...names: string[]) =>
      hasDesktop({ settings: { packages: { roles: names } } } as unknown as Manifest);
    expect([
      roles("console"),
      roles("ssh", "kiosk"),
      roles("jwm", "rdp"),
      roles("xorg"),
      roles("unknown"),
    ]).toEqual([...[false, true, true, false, false]]);
  });
});

describe("a kernel that panics", () => {
  it("is what the verdict names", () => {
    const panic = "Kernel panic - not syncing: IO-APIC + timer doesn't work!";
    const text = `Linux version 6.12.0\r\n${panic}\r\nCall Trace:\r\n---[ end ${panic} ]---\r\n`;
    expect(checksOf(text, undefined, expectation).at(-1)).toEqual({
      name: "multi-user",
      ok: false,
      detail: panic,
    });
    expect(clientGaveUp(text)).toBe(true);
    expect(clientGaveUp(text.slice(0, -30))).toBe(false);
    expect(panickedEarly(text)).toBe(true);
    expect(panickedEarly(`thinsmith: asking for an address on eth0\r\n${text}`)).toBe(false);
  });
});

describe("firmware that checks signatures", () => {
  const secure = { ...expectation, secureBoot: true };
  const option = '"UEFI PXEv4 (MAC:525400123456)" from PciRoot(0x0)/Pci(0x2,0x0)/MAC(525400123456,0x1)';
  const loading = `\x1b[2J\x1b[01;01HBdsDxe: loading Boot0001 ${option}\r\n\r\n>>Start PXE over IPv4.\r\n`;
  const failed = (why: string) => `BdsDxe: failed to load Boot0001 ${option}: ${why}\r\n`;
  const denied = loading + failed("Access Denied");

  it("that refuses an image ends the boot, and is the reason", () => {
    expect(clientGaveUp(denied)).toBe(true);
    const checks = checksOf(denied, undefined, secure);
    expect(checks.every(({ ok }) => !ok)).toBe(true);
    expect(checks.map(({ name, detail }) => [name, detail])).toEqual([
      ["kernel", expect.stringMatching(/refuses the image \(Access Denied\)/)],
      ["secure boot", "not seen"],
      ["root fetched", "not verified"],
      ["multi-user", "not reached"],
    ]);
    expect(progressOf(denied, undefined, secure, true)[0]).toMatchObject({
      ...{ name: "kernel", state: "failed" },
      detail: expect.stringContaining("Access Denied"),
    });
  });

  it("is understood where its terminal breaks its lines", () => {
    for (let width = 60; width < 140; width += 1) {
      const broken = denied.replace(new RegExp(`[^\\r\\n]{${width}}`, "g"), "$&\r\n\x1b[0m");
      expect(firmwareRefusal(broken)).toContain("Access Denied");
    }
  });

  it("that finds nothing to start says so, and one that tries the next entry is waited for", () => {
    const next = `${loading}${failed("Not Found")}BdsDxe: loading Boot0002 "UEFI HTTPv4"\r\n`;
    expect(firmwareRefusal(loading)).toBeUndefined();
    expect(firmwareRefusal(next)).toBeUndefined();
    expect(clientGaveUp(next)).toBe(false);
    const nothing = `${next}BdsDxe: No bootable option or device was found.\r\n`;
    expect(firmwareRefusal(nothing)).toContain("found nothing else to start");
    expect(clientGaveUp(nothing)).toBe(true);
  });

  it("is no reason any more once a kernel has started", () => {
    expect(firmwareRefusal(`${denied}Linux version 6.12.0\r\n`)).toBeUndefined();
    expect(firmwareRefusal(`Linux version 6.12.0\nno firmware: Access Denied\n`)).toBeUndefined();
  });

  const saying = (text: string, secureBoot?: boolean | null) =>
    checksOf(
      goodConsole + text,
      { ...report, ...(secureBoot === undefined ? {} : { secureBoot }) },
      secure,
    ).find(({ name }) => name === "secure boot");

  it.each<[string, boolean | null | undefined, boolean, string]>([
    ["[    0.0] secureboot: Secure boot enabled\n", undefined, true, "on, says the kernel"],
    ["[    0.0] Secure boot enabled\n", undefined, true, "on, says the kernel"],
    ["Kernel is locked down from EFI Secure Boot; see man 7\n", null, true, "on, says the kernel"],
    ["", true, true, "on, says the firmware"],
    ["secureboot: Secure boot enabled\n", false, false, "off, says the firmware"],
    ["secureboot: Secure boot disabled\n", undefined, false, "not seen"],
    ["", null, false, "not seen"],
  ])("is told by the client: %j and %j", (text, secureBoot, ok, detail) => {
    expect(saying(text, secureBoot)).toEqual({ name: "secure boot", ok, detail });
  });

  it("is a check of boots with it alone", () => {
    expect(failing({ secureBoot: false })).toEqual([]);
    expect(progressOf(goodConsole, report, secure, true).map(({ name }) => name)).toContain("secure boot");
    expect(progressOf(goodConsole, report, expectation).map(({ name }) => name)).not.toContain("secure boot");
  });

  it("may start a client that is seen by its report alone", () => {
    const unseen = { ...secure, unseen: true };
    const checks = checksOf("", { ...report, secureBoot: true }, unseen);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks[0]).toEqual({ name: "kernel", ok: true, detail: report.kernel });
    expect(checksOf("", undefined, unseen).every(({ ok }) => !ok)).toBe(true);
    expect(checksOf("", { ...report, secureBoot: true }, secure).filter(({ ok }) => !ok)).toMatchObject([
      { name: "root fetched" },
    ]);
  });
});

describe("report", () => {
  it("is found in a terminal's output once its line is complete", () => {
    const line = `THINSMITH-REPORT ${JSON.stringify(report)}\r\n`;
    expect(findReport(`noise\n${line}more`)).toEqual(report);
    expect(findReport(`THINSMITH-REPORT {"uptime": , }\n${line}`)).toEqual(report);
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

  it("has a graphics card and takes commands only where its screen is looked at", () => {
    expect(qemuCommand(machine).join(" ")).not.toMatch(/VGA|-mon/);
    const looked = qemuCommand({ ...machine, controlSocket: "/tmp/c,d" }).join(" ");
    expect(looked).toContain("-device VGA,xres=1024,yres=768");
    expect(looked).toContain("socket,id=control,path=/tmp/c,,d -mon chardev=control,mode=control");
  });

  it("has firmware only where one is given", () => {
    expect(qemuCommand(machine)).not.toContain("-bios");
    expect(qemuCommand({ ...machine, ovmf: "/o" }).join(" ")).toContain("-bios /o");
  });

  it("has ports of this machine that lead to the client's, and nothing of these on another network", () => {
    const forwards = [{ here: 40001, port: 22 }];
    expect(qemuCommand({ ...machine, forwards }).join(" ")).toContain(
      "-netdev user,id=network,hostfwd=tcp:127.0.0.1:40001-:22 -device virtio-net-pci,netdev=network,romfile= ",
    );
    const other = qemuCommand({ ...machine, forwards, network: ["-netdev", "tap,id=n"] }).join(" ");
    expect(other).not.toContain("user,");
  });

  it("gives firmware with Secure Boot its own variables and nothing to start but what the network has", () => {
    const { kernel: _, initrd: __, bootParameters: ___, ...hardware } = machine;
    const command = qemuCommand({
      ...hardware,
      ...{
        code: "/f/code.fd",
        variables: "/tmp/a,b/variables",
        tftp: "/tmp/a,b/tftp",
        file: "thinsmith.efi",
      },
      hints: { bootserver: "10.0.2.2:8080", report: "ttyS1" },
    });
    const words = command.join(" ");
    expect(words).toContain("-machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on");
    expect(words).toContain("if=pflash,format=raw,unit=0,readonly=on,file=/f/code.fd");
    expect(words).toContain("if=pflash,format=raw,unit=1,file=/tmp/a,,b/variables");
    expect(words).toContain("user,id=network,tftp=/tmp/a,,b/tftp,bootfile=thinsmith.efi");
    expect(words).toContain("virtio-net-pci,netdev=network,romfile=,bootindex=0");
    expect(words).toContain("-fw_cfg name=opt/org.thinsmith/bootserver,string=10.0.2.2:8080");
    expect(words).toContain("-fw_cfg name=opt/org.thinsmith/report,string=ttyS1");
    for (const option of ["-kernel", "-initrd", "-append", "-bios", "-no-reboot"])
      expect(command).not.toContain(option);
    expect(qemuCommand(machine)).toContain("-no-reboot");
  });
});
