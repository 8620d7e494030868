import { execFileSync } from "node:child_process";
import { access, chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/boot/run.ts";
import type { Release } from "../../src/release/release.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { bootClient, card, releaseOf, unplug } from "../support/net/client.ts";
import { sendFile, serve } from "../support/net/server.ts";
import { testCache } from "../support/releases/build.ts";
import { everything } from "../support/releases/presets.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;

let workplace: Workplace;
let trixie: Release;
let bookworm: Release;
let server: Awaited<ReturnType<typeof serve>>;
const file = (...path: string[]) => join(workplace.folder, ...path);
const write = async (path: string, text: string) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};

/** Says on the console what an overlay has made of the client. It waits for the USB stick, which may come late. */
const proof = `#!/bin/sh
tries=60
while [ ! -e /media/STICK/lost+found ] && [ $tries -gt 0 ]; do sleep 1; tries=$((tries - 1)); done
test_is() { "$@" 2>/dev/null && echo yes || echo no; }
{
  echo "PROOF above=$(cat /etc/proof)"
  echo "PROOF device-whiteout=$(test_is test -e /etc/issue.net)"
  echo "PROOF layer-whiteout=$(test_is test -e /etc/debian_version)"
  echo "PROOF directory-over-file=$(test_is test -d /etc/issue)"
  echo "PROOF writable=$(test_is touch /usr/x /tmp/x /var/tmp/x /var/log/x /etc/x)"
  echo "PROOF lower-writable=$(test_is touch /run/thinsmith/layers/rootfs/x)"
  echo "PROOF end"
} >/dev/ttyS0
`;

/** overlays/site.tar.gz, which becomes part of the image, and extra.tar.gz, which it does not know. */
const makeOverlays = async () => {
  const site = file("site");
  await write(join(site, "etc/proof"), "one\n");
  await write(join(site, "etc/issue/a-directory"), "");
  await write(join(site, "etc/.wh.debian_version"), "");
  execFileSync("mknod", [join(site, "etc/issue.net"), "c", "0", "0"]);
  await mkdir(file("overlays"));
  execFileSync("tar", ["-czf", file("overlays/site.tar.gz"), "-C", site, "."]);
  const extra = file("extra");
  await write(join(extra, "etc/proof"), "two\n");
  await write(join(extra, "usr/bin/proof"), proof);
  await chmod(join(extra, "usr/bin/proof"), 0o755);
  const units = join(extra, "etc/systemd/system");
  await write(join(units, "proof.service"), "[Service]\nType=oneshot\nExecStart=/usr/bin/proof\n");
  await mkdir(join(units, "multi-user.target.wants"));
  await symlink("../proof.service", join(units, "multi-user.target.wants/proof.service"));
  execFileSync("tar", ["-czf", file("extra.tar.gz"), "-C", extra, "."]);
};

beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  await makeOverlays();
  for (const build of [["console", "--set", "boot.overlays=site.tar.gz"], ["console-bookworm"]]) {
    const { status, stderr } = await thinsmith(workplace, ["build", ...build, "--progress", "plain"]);
    expect(status, stderr).toBe(0);
  }
  trixie = await releaseOf(workplace, "console");
  bookworm = await releaseOf(workplace, "console-bookworm");
  server = await serve((request, response) => {
    if (request.url === "/extra.tar.gz") void sendFile(request, response, file("extra.tar.gz"));
    else response.writeHead(404).end();
  });
}, 20 * minutes);
afterAll(async () => {
  await server.close();
  await rm(workplace.folder, { recursive: true });
});

const sameCard = "52:54:00:ab:cd:01";
const swapPct = ({ swaps, memory }: NonNullable<Verdict["report"]>) =>
  Math.round((100 * swaps.reduce((sum, { kib }) => sum + kib, 0)) / memory.totalKiB);

/** What each client reported, by name. */
const reports = new Map<string, NonNullable<Verdict["report"]>>();
const remember = (name: string, report: Verdict["report"]) => {
  if (report) reports.set(name, report);
};

// Again, where the machine that runs the tests stood still for minutes.
describe("a client in QEMU", { timeout: 8 * minutes, retry: 2 }, () => {
  it("takes overlays, a USB stick, and boot parameters for time, memory, swap and desktop", async () => {
    const stick = file("stick");
    execFileSync("mke2fs", ["-q", "-t", "ext4", "-L", "STICK", stick, "8M"]);
    // Not an hour that the test could reach.
    const later = `${String((new Date().getUTCHours() + 7) % 24).padStart(2, "0")}:30:00`;
    const { failing, report, console, told } = await bootClient(trixie, {
      params: [
        `rooturl=missing|http://${server.address}/missing|rootfs.squashfs`,
        `overlays=site.tar.gz;http://${server.address}/extra.tar.gz`,
        ...["timezone=Europe/Vienna", "ntpservers=192.0.2.1,192.0.2.2", `shutdowntime=${later}`],
        ...["homesize=64M", "writable=30%", "zram_size_pct=200", "zram_algorithm=zstd"],
        "rdpservers=Main%office:ts1:3389:/f;b:ts2",
        "uvesafb=mode_option=1280x800-32;scroll=ywrap",
      ],
      network: [
        ...["-netdev", "user,id=n,hostname=desk-7,dnssearch=example.org,dns=10.0.2.3"],
        ...["-device", `virtio-net-pci,netdev=n,mac=${sameCard},romfile=`],
      ],
      devices: [
        ...["-device", "qemu-xhci", "-device", "usb-storage,drive=stick"],
        ...["-drive", `if=none,id=stick,format=raw,file=${stick}`],
      ],
    });
    expect(failing, told).toEqual([]);
    expect(console).toContain("HTTP status 404");
    expect(console).toContain("is not known to this image, so its sha256 is not checked");
    expect(
      Object.fromEntries([...console.matchAll(/PROOF ([a-z-]+)=(\w*)/g)].map(([, a, b]) => [a, b])),
    ).toEqual({
      above: "two",
      "device-whiteout": "no",
      "layer-whiteout": "no",
      "directory-over-file": "yes",
      writable: "yes",
      "lower-writable": "no",
    });
    expect(report).toMatchObject({
      layers: ["overlay1", "overlay2", "rootfs"],
      media: ["STICK"],
      timezone: "/usr/share/zoneinfo/Europe/Vienna",
      timeServers: ["192.0.2.1", "192.0.2.2"],
      shutdownTime: later,
      shortcuts: ["Main office", "b"],
      hostname: "desk-7",
      nameServers: ["10.0.2.3"],
      searchDomains: ["example.org"],
    });
    expect(report?.room.home).toBe(64 * 1024 * 1024);
    const writable = (report?.room.writable ?? 0) / 1024 / (report?.memory.totalKiB ?? 1);
    expect(writable).toBeCloseTo(0.3, 2);
    if (report) expect(swapPct(report)).toBe(200);
    expect(console).toMatch(
      /thinsmith: uvesafb= has no effect: .+; simpledrm keeps the firmware's screen mode/,
    );
    expect(console).toMatch(/desk-7 login:/);
    expect(report?.phases.map(({ name }) => name)).toEqual([
      ...["kernel", "initrd", "network", "fetch", "verify", "mount", "units"],
    ]);
    for (const { name, from, to } of report?.phases ?? []) expect(to, name).toBeGreaterThanOrEqual(from);
    expect(report?.phases.at(-1)?.to).toBeLessThan(report?.sentAt ?? 0);
    expect(report?.slowUnits.length).toBeGreaterThan(3);
    remember("first", report);
  });

  it("runs Debian 12, with ifupdown reading /tmp/interfaces, and one of two cards unplugged", async () => {
    const monitor = file("monitor");
    const unplugged = unplug(monitor, "n3");
    const { failing, report, console, told } = await bootClient(bookworm, {
      params: ["zram_size_pct=lots", "zram_devices=3"],
      network: [...card(2), ...card(3)],
      devices: ["-monitor", `unix:${monitor},server=on,wait=off`],
    });
    await unplugged;
    expect(failing, told).toEqual([]);
    expect(report?.kernel).toMatch(/^6\.1\./);
    expect(console).toContain("zram_size_pct=lots is not a number from 0 to 200, using 50");
    expect(console.match(/asking for an address on/g)).toHaveLength(1);
    if (report) expect(swapPct(report)).toBe(50);
    expect(report?.swaps).toHaveLength(3);
    remember("bookworm", report);
  });

  it("starts with UEFI firmware, without swap and without overlays", async () => {
    const { failing, report, told } = await bootClient(trixie, {
      firmware: "uefi",
      params: ["zram_size_pct=0", "overlays="],
      network: [...["-netdev", "user,id=n", "-device", `virtio-net-pci,netdev=n,mac=${sameCard},romfile=`]],
    });
    expect(failing, told).toEqual([]);
    expect(report?.swaps).toEqual([]);
    expect(report?.layers).toEqual(["rootfs"]);
    remember("again", report);
  });

  it.runIf(everything)("keeps the fixed address of ip= and asks no DHCP server", async () => {
    const { failing, report, console, told } = await bootClient(trixie, {
      params: [
        "ip=10.0.2.77:10.0.2.2:10.0.2.2:255.255.255.0:desk::off:10.0.2.3",
        "zram_size_pct=1",
        "overlays=",
      ],
    });
    expect(failing, told).toEqual([]);
    expect(console).not.toContain("asking for an address");
    expect(report?.addresses.map(({ address }) => address)).toEqual(["10.0.2.77/24"]);
    expect(report).toMatchObject({ hostname: "desk", nameServers: ["10.0.2.3"] });
    if (report) expect(swapPct(report)).toBe(1);
    remember("fixed", report);
  });
});

describe("thinsmith boot", { timeout: 12 * minutes }, () => {
  it("has shown that a card keeps its machine id, and that no two clients share one or a host key", () => {
    const id = (name: string) => reports.get(name)?.machineId;
    expect(id("first")).toMatch(/^[0-9a-f]{32}$/);
    expect(id("again")).toBe(id("first"));
    const others = everything ? ["bookworm", "fixed"] : ["bookworm"];
    expect(new Set(["first", ...others].map(id)).size).toBe(1 + others.length);
    const keys = [...reports.values()].flatMap((report) => report.hostKeys);
    expect(keys.length).toBeGreaterThan(reports.size);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves no machine when it is ended by %s", async (signal) => {
    const { child, finished } = startThinsmith(workplace, ["boot", "console", "--accel", "tcg"]);
    const machines = async () => (await leftovers(workplace.folder)).filter((line) => line.includes("qemu"));
    await waitFor(async () => (await machines()).length > 0);
    child.kill(signal);
    const { status } = await finished;
    if (signal === "SIGINT") expect(status).toBe(130);
    await waitFor(async () => (await machines()).length === 0);
  });

  it("starts again with emulation where KVM gives no sign of life, and tries boot parameters", async ({
    skip,
  }) => {
    const kvm = await access("/dev/kvm").then(
      () => true,
      () => false,
    );
    if (!kvm) skip();
    const { status, stdout } = await thinsmith(workplace, [
      ...["boot", "console", "--json", "--param", "zram_size_pct=100", "--param", "overlays="],
      // An emulated machine on a busy one.
      ...["--timeout", String(10 * 60)],
    ]);
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    if (verdict.report) expect(swapPct(verdict.report)).toBe(100);
    expect(status).toBe(0);
  });
});
