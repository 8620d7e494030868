import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Release } from "../image/release.ts";
import { type ClientFailure, serveRelease } from "../serve/http.ts";
import { CancelledError, ThinsmithError } from "../system/errors.ts";
import { exists } from "../system/files.ts";
import { hasProgram, type Running, start } from "../system/process.ts";
import { type Machine, qemuCommand } from "./qemu.ts";
import { type ClientReport, findReport } from "./report.ts";
import { type Check, checksOf, clientGaveUp, type Expectation } from "./verdict.ts";

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

/** A guest under KVM that has said nothing for this long will not say anything. */
const signOfLifeSeconds = 20;
/** Console output that is kept; a client in a loop must not fill our memory. */
const keptConsole = 4 * 1024 * 1024;
const ovmfPaths = ["/usr/share/ovmf/OVMF.fd", "/usr/share/qemu/OVMF.fd", "/usr/share/OVMF/OVMF_CODE.fd"];

const findOvmf = async (): Promise<string> => {
  for (const path of ovmfPaths) if (await exists(path)) return path;
  throw new ThinsmithError("UEFI firmware for QEMU is not installed.", {
    remedy: "On Debian and Ubuntu: apt-get install ovmf",
  });
};

const lastValue = (words: readonly string[], name: string) =>
  words.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);

/** What the settings, overridden by boot parameters, lead one to expect of the client. */
const expectationOf = ({ release, params }: BootOptions): Expectation => {
  const { zram, client } = release.manifest.settings;
  const words = [...release.manifest.bootParameters, ...params];
  // What is no number within bounds makes the client use its default (guest: zram.sh).
  const number = <D>(name: string, low: number, high: number, setting: D, fallback: D): number | D => {
    const word = lastValue(words, name);
    if (word === undefined) return setting;
    return /^\d{1,5}$/.test(word) && Number(word) >= low && Number(word) <= high ? Number(word) : fallback;
  };
  return {
    zram: {
      sizePct: number("zram_size_pct", 0, 200, zram.sizePct, 50),
      algorithm: lastValue(words, "zram_algorithm") ?? zram.algorithm,
      devices: number<number | "auto">("zram_devices", 1, 64, zram.devices, "auto"),
    },
    rootVerified: lastValue(words, "rootverify") !== "off",
    autologin: client.autologin ? client.user : undefined,
  };
};

interface Outcome {
  readonly consoleText: string;
  readonly report: ClientReport | undefined;
  readonly silent: boolean;
}

/** A socket on which one client writes; `onText` gets what it has written so far. */
const listenForReport = async (path: string, onText: (text: string) => void): Promise<Server> => {
  let text = "";
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text = (text + chunk.toString()).slice(-keptConsole);
      onText(text);
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(path, listening);
  });
  return server;
};

/** Runs one machine until it reports, gives up, is silent for too long under KVM, or the time is over. */
const runMachine = async (
  machine: Omit<Machine, "reportSocket">,
  directory: string,
  options: BootOptions,
): Promise<Outcome> => {
  let consoleText = "";
  let report: ClientReport | undefined;
  let finish: () => void = () => {};
  const finished = new Promise<void>((done) => {
    finish = done;
  });
  const reportSocket = join(directory, `report-${machine.accel}`);
  const command = qemuCommand({ ...machine, reportSocket });
  const server = await listenForReport(reportSocket, (text) => {
    report = findReport(text);
    if (report) finish();
  });
  const running: Running = start(command, {
    onOutput(chunk) {
      consoleText = (consoleText + chunk).slice(-keptConsole);
      options.onConsole?.(chunk);
      if (clientGaveUp(consoleText)) finish();
    },
  });
  const timer = setTimeout(finish, options.timeoutSeconds * 1000);
  const watch = setTimeout(() => {
    if (machine.accel === "kvm" && !consoleText.includes("Linux version")) finish();
  }, signOfLifeSeconds * 1000);
  options.signal.addEventListener("abort", finish);
  if (options.signal.aborted) finish();
  const ended = running.ended.then((end) => {
    finish();
    return end;
  });
  try {
    await finished;
    if (!report && consoleText === "" && (await Promise.race([ended, undefined]))?.exitCode) {
      const { stderr } = await ended;
      if (machine.accel === "kvm" && options.accel === "auto") return { consoleText, report, silent: true };
      throw new ThinsmithError(`QEMU could not start: ${stderr.trim().split("\n").at(-1)}`, {
        remedy: "Run: thinsmith doctor",
      });
    }
  } finally {
    clearTimeout(timer);
    clearTimeout(watch);
    options.signal.removeEventListener("abort", finish);
    await running.stop();
    server.close();
  }
  return { consoleText, report, silent: !consoleText.includes("Linux version") };
};

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
  const ovmf = options.firmware === "uefi" ? await findOvmf() : undefined;
  const begin = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "thinsmith-boot-"));
  let failure: ClientFailure | null = null;
  const http = await serveRelease(release, "127.0.0.1", 0, (sent) => {
    failure = sent;
  });
  const machine = {
    memoryMiB: options.memoryMiB,
    cpus: options.cpus,
    kernel: join(release.directory, "vmlinuz"),
    initrd: join(release.directory, "initrd.img"),
    ...(ovmf ? { ovmf } : {}),
    ...(options.network ? { network: options.network } : {}),
    ...(options.devices ? { devices: options.devices } : {}),
    bootParameters: [
      ...release.manifest.bootParameters,
      "console=ttyS0,115200n8",
      // An image with `quiet` would say nothing that the verdict could be made from.
      "loglevel=7",
      // Whatever server the image is made for, here it comes from this process.
      `bootserver=10.0.2.2:${http.port}`,
      "rootproto=http",
      "rooturl=rootfs.squashfs",
      ...(release.manifest.settings.boot.homeUrl === null ? [] : ["homeproto=http", "homeurl=home.tar.gz"]),
      "overlayproto=http",
      "reporturl=thinsmith/report",
      "thinsmith.report=ttyS1",
      ...options.params,
    ],
  };
  try {
    const kvm = options.accel !== "tcg" && (await exists("/dev/kvm", 6));
    if (options.accel === "kvm" && !kvm) {
      throw new ThinsmithError("/dev/kvm cannot be opened.", {
        remedy: "Use --accel tcg, or give this user the right to /dev/kvm (group kvm).",
      });
    }
    let outcome = await runMachine({ ...machine, accel: kvm ? "kvm" : "tcg" }, directory, options);
    if (kvm && options.accel === "auto" && outcome.silent && !signal.aborted) {
      options.onNote?.("no sign of life under KVM, starting again with emulation (tcg)");
      outcome = await runMachine({ ...machine, accel: "tcg" }, directory, options);
    }
    if (signal.aborted) throw new CancelledError();
    const { report, consoleText } = outcome;
    const checks = checksOf(consoleText, report, expectationOf(options));
    return {
      ok: checks.every(({ ok }) => ok),
      checks,
      seconds: Math.round((performance.now() - begin) / 100) / 10,
      memoryMiB: report ? Math.round((report.memory.totalKiB - report.memory.availableKiB) / 1024) : null,
      report: report ?? null,
      failure,
      console: consoleText,
    };
  } finally {
    await http.close();
    await rm(directory, { recursive: true, force: true });
  }
};
