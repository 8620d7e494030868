import { access, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/boot/run.ts";
import { testCache } from "../support/build.ts";
import { newWorkplace, startThinsmith, thinsmith, type Workplace } from "../support/cli.ts";
import { leftovers } from "../support/leftovers.ts";
import { waitFor } from "../support/wait.ts";

const minutes = 60_000;

let workplace: Workplace;
beforeAll(async () => {
  workplace = await newWorkplace({ cache: await testCache() });
  for (const preset of ["console", "console-bookworm"]) {
    const { status, stderr } = await thinsmith(workplace, ["build", preset, "--progress", "plain"]);
    expect(status, stderr).toBe(0);
  }
}, 8 * minutes);
afterAll(() => rm(workplace.folder, { recursive: true }));

const boot = async (release: string, ...args: string[]) => {
  const { status, stdout, stderr } = await thinsmith(workplace, [
    "boot",
    release,
    "--json",
    "--accel",
    "tcg",
    ...args,
  ]);
  const verdict = JSON.parse(stdout) as Verdict;
  const failing = verdict.checks.filter(({ ok }) => !ok);
  return { status, verdict, failing, told: verdict.console.slice(-4000) + stderr };
};

describe("a client in QEMU", { timeout: 6 * minutes }, () => {
  it("runs Debian 12, with ifupdown reading /tmp/interfaces", async () => {
    const { status, failing, verdict, told } = await boot("console-bookworm");
    expect(failing, told).toEqual([]);
    expect(status).toBe(0);
    expect(verdict.report?.kernel).toMatch(/^6\.1\./);
  });

  it("takes what a boot parameter says: no zram, another time zone and name", async () => {
    const { failing, verdict, told } = await boot(
      "console",
      ...["zram_size_pct=0", "timezone=Europe/Vienna", "hostname=desk-7"].flatMap((word) => [
        "--param",
        word,
      ]),
    );
    expect(failing, told).toEqual([]);
    expect(verdict.report?.swaps).toEqual([]);
    expect(verdict.report?.timezone).toBe("/usr/share/zoneinfo/Europe/Vienna");
    expect(verdict.report?.hostname).toBe("desk-7");
  });

  it("starts with UEFI firmware", async () => {
    const { failing, told } = await boot("console", "--firmware", "uefi");
    expect(failing, told).toEqual([]);
  });

  it("that cannot fetch its root says so, and the verdict is no", async () => {
    const { status, failing, verdict, told } = await boot(
      "console",
      "--param",
      "rooturl=http://10.0.2.2:9/nothing",
      "--param",
      "retry=3",
    );
    expect(status).toBe(1);
    expect(
      failing.map(({ name }) => name),
      told,
    ).toEqual(["root fetched", "multi-user"]);
    expect(failing[0]?.detail).toMatch(/^FETCH: http:\/\/10\.0\.2\.2:9\/nothing could not be fetched/);
    expect(verdict.report).toBeNull();
  });

  it("with too little memory for the image says so before it fetches", async () => {
    const { status, failing, verdict } = await boot("console", "--memory", "384");
    expect(status).toBe(1);
    expect(failing[0]?.detail).toMatch(/^MEMORY: The image needs \d+ MiB of memory, but this client has/);
    expect(verdict.console).not.toContain("thinsmith: fetching");
  });

  it.each(["SIGINT", "SIGKILL"] as const)("is gone when the command is ended by %s", async (signal) => {
    const { child, finished } = startThinsmith(workplace, ["boot", "console", "--accel", "tcg"]);
    const machines = async () => (await leftovers("thinsmith-boot-")).filter((line) => line.includes("qemu"));
    await waitFor(async () => (await machines()).length > 0);
    child.kill(signal);
    const { status } = await finished;
    if (signal === "SIGINT") expect(status).toBe(130);
    await waitFor(async () => (await machines()).length === 0);
  });

  it("is started again with emulation where KVM gives no sign of life", async ({ skip }) => {
    const kvm = await access("/dev/kvm").then(
      () => true,
      () => false,
    );
    if (!kvm) skip();
    const { status, stdout } = await thinsmith(workplace, ["boot", "console", "--json"]);
    expect((JSON.parse(stdout) as Verdict).checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(status).toBe(0);
  });
});
