import { join } from "node:path";
import { ThinsmithError } from "../system/errors.ts";
import { start } from "../system/process.ts";
import type { Picture } from "./picture/picture.ts";
import { type QemuMachine, qemuCommand } from "./qemu.ts";
import { openQmp } from "./qmp.ts";
import { type ClientReport, findReport } from "./report.ts";
import { Screen, type ScreenFacts, watchScreen } from "./screen.ts";
import { keptText, listenOn, listenOnSerialSocket } from "./serial-socket.ts";
import { clientGaveUp } from "./verdict.ts";

/** A machine that runs and takes input. */
export interface RunningMachine {
  readonly accel: "kvm" | "tcg";
  /** Writes to the client's serial console, as a keyboard does. */
  write(text: string): void;
}

/** How a machine is run, and callbacks for what it does. */
export interface MachineOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** The caller tries again with emulation if QEMU does not start with KVM. */
  readonly mayBeSilent: boolean;
  /** A machine that has reported runs on until the signal aborts or it ends by itself. */
  readonly stay: boolean;
  /** The machine has a screen, of which pictures are taken; `mustDraw`: there is no verdict before something is on it. */
  readonly screen?: {
    readonly mustDraw: boolean;
    readonly onPicture: (picture: Picture) => void;
  };
  /** The machine has been started; once. */
  readonly onMachine: (machine: RunningMachine) => void;
  /** A chunk of the console's output, and all of it so far. */
  readonly onConsole: (chunk: string, all: string) => void;
  /** The client has reported; called once, while the machine still runs. */
  readonly onReport: (outcome: Outcome) => void;
  /** The client has reported, and drawn what it must; called once, while the machine still runs. */
  readonly onComplete: (outcome: Outcome) => void;
}

/** What one machine has shown. */
export interface Outcome {
  readonly consoleText: string;
  readonly report: ClientReport | undefined;
  /** Not even the kernel's first line appeared; nor, where firmware loads the kernel, a sign of the firmware. */
  readonly silent: boolean;
  /** What its screen shows, where it has one, and the last picture of it. */
  readonly screen?: ScreenFacts | undefined;
  readonly picture?: Picture | undefined;
  /** Uptime of the client when its screen showed something. */
  readonly drawnAt?: number | undefined;
}

/** A guest under KVM without output for so long hangs. */
const signOfLifeSeconds = 20;
/** Under KVM a client that is sound prints something more often: phases of its boot, progress, or a unit that it waits for. */
const stillSeconds = 120;

/** Why there is no verdict: QEMU failed, and not the client in it. */
const failedQemu = (
  { exitCode, signal, stderr }: Awaited<ReturnType<typeof start>["ended"]>,
  atOnce: boolean,
): ThinsmithError => {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  if (atOnce && !signal)
    return new ThinsmithError(`QEMU could not start: ${said}`, { remedy: "Run: thinsmith doctor" });
  const how = signal ? `was ended by ${signal}` : `ended with status ${exitCode}`;
  return new ThinsmithError(`QEMU ${how} while it booted the image${said === "" ? "." : `: ${said}`}`, {
    remedy:
      "This says nothing of the image: try again. Where the machine ran out of memory, the kernel has ended QEMU (dmesg says so): end other programs first.",
  });
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });

/** Seconds by our clock. */
export const clock = (): number => performance.now() / 1000;

/**
 * Runs one machine until the client reports or gives up, there is no output under KVM, or the time is over. QEMU has ended
 * when this returns or throws.
 * @param directory for the report's socket
 * @throws ThinsmithError when QEMU cannot be started
 */
export const runMachine = async (
  machine: QemuMachine,
  directory: string,
  options: MachineOptions,
): Promise<Outcome> => {
  const { accel } = machine;
  const { signal } = options;
  let consoleText = "";
  let report: ClientReport | undefined;
  const enough = new AbortController();
  const finish = () => enough.abort();
  const reportSocket = join(directory, `report-${accel}`);
  const controlSocket = join(directory, `control-${accel}`);
  const gone = new AbortController();
  const screen = options.screen && new Screen();
  let watching: Promise<void> | undefined;
  /** A person may use the machine for hours from then on: nobody asks any more what its screen shows. */
  let complete: Outcome | undefined;
  const control = await (screen &&
    listenOn(controlSocket, async (socket) => {
      const take = (picture: Picture) => {
        if (!complete) screen.take(picture, clock());
        options.screen?.onPicture(picture);
      };
      const file = join(directory, `screen-${accel}.ppm`);
      watching = openQmp(socket).then((qmp) => watchScreen(qmp, file, take, gone.signal));
      watching.catch(() => {});
    }));
  /** When the client's kernel started. */
  let kernelStart: number | undefined;
  const server = await listenOnSerialSocket(reportSocket, (_, text) => {
    report ??= findReport(text);
    if (!report) return;
    kernelStart ??= clock() - (report.sentAt ?? report.uptime);
    finish();
  });
  const alive = () => ("kernel" in machine ? consoleText.includes("Linux version") : consoleText !== "");
  const outcome = (): Outcome => ({
    ...{ consoleText, report, silent: hangs || !alive() },
    ...{ screen: screen?.facts, picture: screen?.picture },
    drawnAt: screen?.drawnAt && kernelStart && screen.drawnAt - kernelStart,
  });
  /** Under KVM a machine may also hang later. Then it says nothing more, not even what it waits for. */
  let hangs = false;
  const stillness = setTimeout(() => {
    hangs = accel === "kvm" && options.mayBeSilent && !report;
    if (hangs) finish();
  }, stillSeconds * 1000);
  const running = start(qemuCommand({ ...machine, reportSocket, ...(screen ? { controlSocket } : {}) }), {
    onOutput(chunk) {
      stillness.refresh();
      consoleText = (consoleText + chunk).slice(-keptText);
      options.onConsole(chunk, consoleText);
      // After the report a person may use the client for hours, and restart it.
      if (!report && clientGaveUp(consoleText)) finish();
    },
  });
  options.onMachine({ accel, write: running.write });
  const overdue = new AbortController();
  const timer = setTimeout(() => {
    overdue.abort();
    finish();
  }, options.timeoutSeconds * 1000);
  const watch = setTimeout(() => {
    if (accel === "kvm" && outcome().silent) finish();
  }, signOfLifeSeconds * 1000);
  const ended = running.ended.then((end) => {
    finish();
    return end;
  });
  try {
    await aborted(AbortSignal.any([signal, enough.signal]));
    const end = report || signal.aborted ? undefined : await Promise.race([ended, undefined]);
    if (end?.exitCode || end?.signal) {
      if (accel === "kvm" && options.mayBeSilent && outcome().silent) return outcome();
      throw failedQemu(end, consoleText === "");
    }
    if (report && !signal.aborted) {
      options.onReport(outcome());
      if (screen && options.screen?.mustDraw)
        await Promise.race([
          screen.settled(clock, AbortSignal.any([signal, overdue.signal, gone.signal])),
          ended,
        ]);
      if (signal.aborted) return outcome();
      const early = await Promise.race([ended, undefined]);
      if (early?.signal) throw failedQemu(early, false);
      complete = outcome();
      options.onComplete(complete);
      if (options.stay) await Promise.race([aborted(signal), ended]);
      return complete;
    }
    return outcome();
  } finally {
    clearTimeout(timer);
    clearTimeout(watch);
    clearTimeout(stillness);
    gone.abort();
    await running.stop();
    await watching?.catch(() => {});
    server.close();
    control?.close();
  }
};
