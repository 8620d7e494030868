import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noteReads, Reads } from "../release/reads.ts";
import type { Release } from "../release/release.ts";
import { serveRelease } from "../serve/http/built-in.ts";
import type { ClientFailure } from "../serve/http/reports.ts";
import { CancelledError } from "../system/errors.ts";
import type { FirmwareCertificates } from "../trust/firmware/certificates.ts";
import { demandTrusted, type Trusted } from "../trust/signature/demand.ts";
import { findKvm } from "./accelerator.ts";
import { type BootBefore, bootBefore } from "./before.ts";
import { expectationOf, hasDesktop } from "./expectation.ts";
import { firmwareName } from "./firmware.ts";
import { type MachineOptions, type Outcome, type RunningMachine, runMachine } from "./machine.ts";
import { noteBoot } from "./note.ts";
import type { Picture } from "./picture/picture.ts";
import type { Progress } from "./progress.ts";
import { watchProgress } from "./progress-watch.ts";
import type { QemuMachine } from "./qemu.ts";
import type { ClientReport } from "./report.ts";
import { startOf } from "./start/start.ts";
import type { BootTimes } from "./times.ts";
import { watchTimes } from "./times-watch.ts";
import { type Check, checksOf, endOf, panickedEarly } from "./verdict.ts";

export interface BootOptions {
  readonly release: Release;
  /** Keys of which one has to have signed it, in place of those that are known on this machine. */
  readonly key?: string | undefined;
  /** It was assembled here for this boot alone: nobody has signed it. */
  readonly unpublished?: boolean;
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly firmware: "bios" | "uefi";
  /**
   * The machine has UEFI firmware that knows these certificates alone, and loads thinsmith.efi of the release over the network.
   * Its command line is fixed: `params` have to be empty. With `network`, what it loads is what that network gives it.
   */
  readonly secureBoot?: FirmwareCertificates | undefined;
  readonly accel: "auto" | "kvm" | "tcg";
  /** Boot parameters after the release's own, which they override. */
  readonly params: readonly string[];
  readonly timeoutSeconds: number;
  /** Bytes a second that the client's files come with at most. */
  readonly link?: number | undefined;
  readonly signal: AbortSignal;
  /** TCP ports of this machine, on its loopback interface, that lead to ports of the client. Not with `network`. */
  readonly forwards?: QemuMachine["forwards"];
  /** QEMU's options for network cards, in place of one on the user-mode network, and for more devices. */
  readonly network?: readonly string[];
  readonly devices?: readonly string[];
  /** Leave out the screen of an image with a desktop: the caller brings a graphics card among `devices`. */
  readonly ownScreen?: boolean;
  /** Output of the client's serial console, in chunks. */
  readonly onConsole?: (chunk: string) => void;
  /** Notes about the test boot itself. */
  readonly onNote?: (note: string) => void;
  /** A machine has been started. A second one follows if the first has no output under KVM, or panics early. */
  readonly onMachine?: (machine: RunningMachine) => void;
  /** How far the boot has got, whenever that changes. */
  readonly onProgress?: (progress: readonly Progress[]) => void;
  /** What the client's screen shows, whenever that changes: once a second at most. */
  readonly onPicture?: (picture: Picture) => void;
  /** How long the parts of the boot took so far: once a second, and when the client has reported. */
  readonly onTimes?: (times: BootTimes) => void;
  /** An earlier boot to compare with, at the beginning. */
  readonly onBefore?: (before: BootBefore) => void;
  /** The verdict, as soon as there is one. */
  readonly onVerdict?: (verdict: Verdict) => void;
  /**
   * A client that has reported runs on, so that a person can use it, until the signal aborts. The verdict stays valid
   * then.
   */
  readonly stay?: boolean;
}

/**
 * The verdict of a test boot; `boot --json` prints it as it is. `seconds` from the start of QEMU; `memoryMiB` is used after
 * the boot; `times` are the client's own, else as seen on its console; `failure` is the report of a client that could not
 * start; `console` is the end of its output.
 */
export interface Verdict {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly times: BootTimes;
  readonly seconds: number;
  readonly memoryMiB: number | null;
  readonly report: ClientReport | null;
  readonly failure: ClientFailure | null;
  readonly console: string;
}

/** A report whose count of what was streamed has nothing of what the client has copied since it was up. */
const upTo = (report: ClientReport, bytes: number | undefined): ClientReport =>
  report.stream && bytes !== undefined ? { ...report, stream: { ...report.stream, bytes } } : report;

/**
 * Boots a release in QEMU as a client without disks that fetches its root over HTTP from this process, and checks it
 * against its settings. QEMU has ended when this returns or throws.
 * @throws CancelledError when the signal aborts before there is a verdict; ThinsmithError when QEMU cannot start, or the
 * release is not signed as it has to be
 */
export const testBoot = async (options: BootOptions): Promise<Verdict> => {
  const { signal } = options;
  const trusted: Trusted = options.unpublished
    ? { release: options.release }
    : await demandTrusted(options.release.directory, options.key);
  const { release, unchecked } = trusted;
  if (unchecked !== undefined) options.onNote?.(unchecked);
  const kvm = await findKvm(options.accel);
  const start = await startOf(release, options);
  const begin = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "thinsmith-boot-"));
  let failure: ClientFailure | null = null;
  const onFailure = (sent: ClientFailure) => {
    failure = sent;
  };
  const reads = new Reads();
  let up = false;
  const http = await serveRelease(release, "127.0.0.1", {
    reportHandlers: {
      onFailure,
      onUp: () => {
        up = true;
      },
    },
    // From then on it copies the rest.
    onPart: ({ file, from, bytes }) => {
      if (!up && file.name === "rootfs.squashfs") reads.add(from, bytes);
    },
    bytesPerSecond: options.link,
  });
  const hasScreen = hasDesktop(release.manifest) && !options.ownScreen;
  const secure = options.secureBoot !== undefined;
  const expectation = expectationOf(release.manifest, options.params, { hasScreen, secure });
  const progress = watchProgress(expectation, options.onProgress ?? (() => {}));
  const before = await bootBefore(release);
  if (before) options.onBefore?.(before);
  let accel: RunningMachine["accel"] = "tcg";
  const times = watchTimes((now) => options.onTimes?.(now));
  let verdict: Verdict | undefined;
  const notes: Promise<void>[] = [];
  const judge = (outcome: Outcome): Verdict => {
    const { consoleText, screen } = outcome;
    const report = outcome.report && upTo(outcome.report, up ? reads.bytes : undefined);
    const checks = checksOf(consoleText, report, expectation, screen);
    verdict = {
      ok: checks.every(({ ok }) => ok),
      checks,
      times: times.final(outcome),
      seconds: Math.round((performance.now() - begin) / 100) / 10,
      memoryMiB: report ? Math.round((report.memory.totalKiB - report.memory.availableKiB) / 1024) : null,
      report: report ?? null,
      failure,
      console: consoleText,
    };
    progress.end(outcome);
    // Parameters of somebody's own may keep a good image from starting.
    if (options.params.length === 0)
      notes.push(noteBoot(verdict, { ...options, firmware: firmwareName(options), accel }, outcome.picture));
    if (up && reads.parts.length > 0) notes.push(noteReads(release.directory, reads.parts));
    options.onVerdict?.(verdict);
    return verdict;
  };
  const hardware = {
    memoryMiB: options.memoryMiB,
    cpus: options.cpus,
    ...(options.forwards ? { forwards: options.forwards } : {}),
    ...(options.network ? { network: options.network } : {}),
    ...(options.devices ? { devices: options.devices } : {}),
  };
  const machineOptions: MachineOptions = {
    timeoutSeconds: options.timeoutSeconds,
    signal,
    mayBeSilent: options.accel === "auto",
    stay: options.stay === true,
    ...(hasScreen
      ? {
          screen: {
            mustDraw: expectation.screen,
            onPicture: (picture: Picture) => options.onPicture?.(picture),
          },
        }
      : {}),
    onMachine(running) {
      accel = running.accel;
      times.begin();
      progress.update("");
      options.onMachine?.(running);
    },
    onConsole(chunk, all) {
      progress.update(all);
      times.update(chunk);
      options.onConsole?.(chunk);
    },
    onReport(outcome) {
      times.reported(outcome);
      progress.reported(outcome);
    },
    onComplete: judge,
  };
  const runOne = async (by: RunningMachine["accel"]) => {
    const machine = { ...hardware, ...(await start(directory, `10.0.2.2:${http.port}`)), accel: by };
    return runMachine(machine, directory, machineOptions);
  };
  /** Runs another machine where the first one, not the image, is at fault. */
  const runAgain = (why: string) => {
    options.onNote?.(`${why}, starting again with emulation (tcg)`);
    return runOne("tcg");
  };
  try {
    let outcome = await runOne(kvm ? "kvm" : "tcg");
    if (kvm && options.accel === "auto" && outcome.silent && !signal.aborted)
      outcome = await runAgain("no sign of life under KVM");
    if (options.accel !== "kvm" && panickedEarly(outcome.consoleText) && !signal.aborted)
      outcome = await runAgain(endOf(outcome.consoleText));
    if (signal.aborted && !(verdict && options.stay)) throw new CancelledError();
    return verdict ?? judge(outcome);
  } finally {
    await Promise.all(notes);
    progress.end();
    times.end();
    await http.close();
    await rm(directory, { recursive: true, force: true });
  }
};
