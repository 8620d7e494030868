import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Release } from "../release/release.ts";
import { serveRelease } from "../serve/http/built-in.ts";
import type { ClientFailure } from "../serve/http/reports.ts";
import { CancelledError, ThinsmithError } from "../system/errors.ts";
import { exists } from "../system/files.ts";
import { hasProgram } from "../system/programs.ts";
import { expectationOf } from "./expectation.ts";
import { findOvmf } from "./firmware.ts";
import { type MachineOptions, type Outcome, type RunningMachine, runMachine } from "./machine.ts";
import { testParameters } from "./parameters.ts";
import type { Progress } from "./progress.ts";
import { watchProgress } from "./progress-watch.ts";
import type { ClientReport } from "./report.ts";
import { type Check, checksOf, endOf, panickedEarly } from "./verdict.ts";

export interface BootOptions {
  readonly release: Release;
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly firmware: "bios" | "uefi";
  readonly accel: "auto" | "kvm" | "tcg";
  /** Boot parameters on top of the release's own; they come last, so they count. */
  readonly params: readonly string[];
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** QEMU's options for network cards, in place of one with user-mode networking, and for more devices. */
  readonly network?: readonly string[];
  readonly devices?: readonly string[];
  /** What the client's serial console says, in chunks. */
  readonly onConsole?: (chunk: string) => void;
  /** Sentences about the boot itself. */
  readonly onNote?: (note: string) => void;
  /** A machine has been started. A second one follows where the first gives no sign of life under KVM. */
  readonly onMachine?: (machine: RunningMachine) => void;
  /** How far the boot is, whenever that has changed. */
  readonly onProgress?: (progress: readonly Progress[]) => void;
  /** The verdict, as soon as there is one. */
  readonly onVerdict?: (verdict: Verdict) => void;
  /**
   * A client that has reported runs on, so that a person can look around in it, until the signal comes. That is then
   * the end of the test boot, not of its verdict.
   */
  readonly stay?: boolean;
}

/**
 * The verdict of a test boot; printed as it is by `boot --json`. Memory used in MiB after boot; `failure` is what a
 * client that could not start sent to the boot server.
 */
export interface Verdict {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly seconds: number;
  readonly memoryMiB: number | null;
  readonly report: ClientReport | null;
  readonly failure: ClientFailure | null;
  readonly console: string;
}

/** Boot parameters of a test boot whose files come from a port of this process. */
const bootParametersOf = ({ release: { manifest }, params }: BootOptions, port: number): string[] => [
  ...testParameters(manifest),
  // Whatever server the image is made for, here it comes from this process.
  `bootserver=10.0.2.2:${port}`,
  ...params,
];

/**
 * Boots a release in QEMU as a client without disks that fetches its root over HTTP from this process, and says
 * whether it came up as its settings want it. QEMU is gone when this returns or throws.
 * @throws CancelledError when the signal ends it; ThinsmithError when QEMU cannot be started
 */
export const testBoot = async (options: BootOptions): Promise<Verdict> => {
  const { release, signal } = options;
  if (!(await hasProgram("qemu-system-x86_64"))) {
    throw new ThinsmithError("QEMU is not installed: there is no qemu-system-x86_64.", {
      remedy: "On Debian and Ubuntu: apt-get install qemu-system-x86. thinsmith doctor knows other systems.",
    });
  }
  const kvm = options.accel !== "tcg" && (await exists("/dev/kvm", 6));
  if (options.accel === "kvm" && !kvm) {
    throw new ThinsmithError("/dev/kvm cannot be opened.", {
      remedy: "Use --accel tcg, or give this user the right to /dev/kvm (group kvm).",
    });
  }
  const ovmf = options.firmware === "uefi" ? await findOvmf() : undefined;
  const begin = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "thinsmith-boot-"));
  let failure: ClientFailure | null = null;
  const http = await serveRelease(release, "127.0.0.1", 0, (sent) => {
    failure = sent;
  });
  const expectation = expectationOf(release.manifest, options.params);
  const progress = watchProgress(expectation, options.onProgress ?? (() => {}));
  let verdict: Verdict | undefined;
  const judge = (outcome: Outcome): Verdict => {
    const { report, consoleText } = outcome;
    const checks = checksOf(consoleText, report, expectation);
    verdict = {
      ok: checks.every(({ ok }) => ok),
      checks,
      seconds: Math.round((performance.now() - begin) / 100) / 10,
      memoryMiB: report ? Math.round((report.memory.totalKiB - report.memory.availableKiB) / 1024) : null,
      report: report ?? null,
      failure,
      console: consoleText,
    };
    progress.end(outcome);
    options.onVerdict?.(verdict);
    return verdict;
  };
  const machine = {
    memoryMiB: options.memoryMiB,
    cpus: options.cpus,
    kernel: join(release.directory, "vmlinuz"),
    initrd: join(release.directory, "initrd.img"),
    ...(ovmf ? { ovmf } : {}),
    ...(options.network ? { network: options.network } : {}),
    ...(options.devices ? { devices: options.devices } : {}),
    bootParameters: bootParametersOf(options, http.port),
  };
  const machineOptions: MachineOptions = {
    timeoutSeconds: options.timeoutSeconds,
    signal,
    mayBeSilent: options.accel === "auto",
    stay: options.stay === true,
    onMachine(running) {
      progress.see("");
      options.onMachine?.(running);
    },
    onConsole(chunk, all) {
      progress.see(all);
      options.onConsole?.(chunk);
    },
    onReport: judge,
  };
  /** Runs another machine where this one's own fault keeps the image from showing what it can. */
  const runAgain = (why: string) => {
    options.onNote?.(`${why}, starting again with emulation (tcg)`);
    return runMachine({ ...machine, accel: "tcg" }, directory, machineOptions);
  };
  try {
    let outcome = await runMachine({ ...machine, accel: kvm ? "kvm" : "tcg" }, directory, machineOptions);
    if (kvm && options.accel === "auto" && outcome.silent && !signal.aborted)
      outcome = await runAgain("no sign of life under KVM");
    if (options.accel !== "kvm" && panickedEarly(outcome.consoleText) && !signal.aborted)
      outcome = await runAgain(endOf(outcome.consoleText));
    if (signal.aborted && !(verdict && options.stay)) throw new CancelledError();
    return verdict ?? judge(outcome);
  } finally {
    progress.end();
    await http.close();
    await rm(directory, { recursive: true, force: true });
  }
};
