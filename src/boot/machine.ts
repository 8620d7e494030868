import { join } from "node:path";
import { ThinsmithError } from "../system/errors.ts";
import { start } from "../system/process.ts";
import { type QemuMachine, qemuCommand } from "./qemu.ts";
import { type ClientReport, findReport } from "./report.ts";
import { keptText, listenOnSerialSocket } from "./serial-socket.ts";
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
  /** The machine has been started; once. */
  readonly onMachine: (machine: RunningMachine) => void;
  /** A chunk of the console's output, and all of it so far. */
  readonly onConsole: (chunk: string, all: string) => void;
  /** The client has reported; called once, while the machine still runs. */
  readonly onReport: (outcome: Outcome) => void;
}

/** What one machine has shown. */
export interface Outcome {
  readonly consoleText: string;
  readonly report: ClientReport | undefined;
  /** Not even the kernel's first line appeared. */
  readonly silent: boolean;
}

/** A guest under KVM without output for so long hangs. */
const signOfLifeSeconds = 20;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });

/**
 * Runs one machine until the client reports or gives up, there is no output under KVM, or the time is over. QEMU has ended
 * when this returns or throws.
 * @param directory for the report's socket
 * @throws ThinsmithError when QEMU cannot be started
 */
export const runMachine = async (
  machine: Omit<QemuMachine, "reportSocket">,
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
  const server = await listenOnSerialSocket(reportSocket, (_, text) => {
    report ??= findReport(text);
    if (report) finish();
  });
  const outcome = (): Outcome => ({ consoleText, report, silent: !consoleText.includes("Linux version") });
  const running = start(qemuCommand({ ...machine, reportSocket }), {
    onOutput(chunk) {
      consoleText = (consoleText + chunk).slice(-keptText);
      options.onConsole(chunk, consoleText);
      // After the report a person may use the client for hours, and restart it.
      if (!report && clientGaveUp(consoleText)) finish();
    },
  });
  options.onMachine({ accel, write: running.write });
  const timer = setTimeout(finish, options.timeoutSeconds * 1000);
  const watch = setTimeout(() => {
    if (accel === "kvm" && outcome().silent) finish();
  }, signOfLifeSeconds * 1000);
  const ended = running.ended.then((end) => {
    finish();
    return end;
  });
  try {
    await aborted(AbortSignal.any([signal, enough.signal]));
    if (!report && consoleText === "" && (await Promise.race([ended, undefined]))?.exitCode) {
      if (accel === "kvm" && options.mayBeSilent) return outcome();
      const { stderr } = await ended;
      throw new ThinsmithError(`QEMU could not start: ${stderr.trim().split("\n").at(-1)}`, {
        remedy: "Run: thinsmith doctor",
      });
    }
    if (report && !signal.aborted) {
      const reported = outcome();
      options.onReport(reported);
      if (options.stay) await Promise.race([aborted(signal), ended]);
      return reported;
    }
    return outcome();
  } finally {
    clearTimeout(timer);
    clearTimeout(watch);
    await running.stop();
    server.close();
  }
};
