import type { RunningMachine } from "../../src/boot/machine.ts";
import type { Progress } from "../../src/boot/progress.ts";
import type { BootOptions, Verdict } from "../../src/boot/run.ts";
import type { Release } from "../../src/release/release.ts";
import { CancelledError, ThinsmithError } from "../../src/system/errors.ts";
import { ConsoleLines } from "./console-lines.ts";

/** Displays are told of changes at most this often, in milliseconds: a console may say thousands of lines a second. */
const tellEvery = 100;
/** An emulated client on a busy machine needs minutes; a person who has had enough presses a key. */
const timeoutSeconds = 600;

/** The machine that a release is tried on. */
export interface MachineChoice {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly firmware: "bios" | "uefi";
}

/** A test boot as it is now. Times in milliseconds since the epoch. */
export interface BootView extends MachineChoice {
  readonly name: string;
  /** "stopping": somebody has asked for the end. */
  readonly state: "running" | "stopping" | "ended";
  readonly accel?: "kvm" | "tcg";
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly checks: readonly Progress[];
  readonly consoleLines: readonly string[];
  readonly cursor: { readonly above: number; readonly column: number };
  readonly note?: string;
  readonly verdict?: Verdict;
  readonly error?: { readonly message: string; readonly remedy?: string };
}

/** What one machine after the other has in common: how to run it. In the wizard, `testBoot`. */
export type RunBoot = (options: BootOptions) => Promise<Verdict>;

const errorOf = (error: unknown): NonNullable<BootView["error"]> => ({
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof ThinsmithError && error.remedy ? { remedy: error.remedy } : {}),
});

/**
 * A test boot that runs while screens come and go: follows it, tells who draws it, types to it, boots again. There is
 * never more than one machine. For React's useSyncExternalStore.
 */
export class BootSession {
  private view: BootView;
  private console = new ConsoleLines();
  private machine: RunningMachine | undefined;
  private stopping = new AbortController();
  /** Memory of the machine that is to come when this one is gone. */
  private next: number | undefined;
  private gone: Promise<void>;
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * The machine starts at once.
   * @param signal ends it when the program is told to end
   */
  constructor(
    private readonly release: Release,
    private readonly run: RunBoot,
    private readonly signal: AbortSignal,
    choice: MachineChoice = { memoryMiB: 1024, cpus: 2, firmware: "bios" },
  ) {
    this.view = this.beginning(choice);
    this.next = choice.memoryMiB;
    this.gone = this.bootOn();
  }

  private beginning({ memoryMiB, cpus, firmware }: MachineChoice): BootView {
    this.console = new ConsoleLines();
    return {
      name: this.release.manifest.name,
      memoryMiB,
      cpus,
      firmware,
      state: "running",
      startedAt: Date.now(),
      checks: [],
      consoleLines: [],
      cursor: this.console.cursor(),
    };
  }

  /** Boots one machine after the other, for as long as a next one is wanted. */
  private async bootOn(): Promise<void> {
    while (this.next !== undefined && !this.signal.aborted) {
      const { accel } = this.view;
      this.view = { ...this.beginning({ ...this.view, memoryMiB: this.next }), ...(accel ? { accel } : {}) };
      this.next = undefined;
      this.stopping = new AbortController();
      this.tell();
      await this.boot();
    }
    // What an ended machine was at is not reached, and not failed either.
    const checks = this.view.checks.map(
      (check): Progress => (check.state === "running" ? { ...check, state: "waiting", detail: "" } : check),
    );
    this.change({ state: "ended", endedAt: this.view.endedAt ?? Date.now(), checks });
    this.tell();
  }

  private async boot(): Promise<void> {
    const { memoryMiB, cpus, firmware, accel } = this.view;
    try {
      await this.run({
        release: this.release,
        memoryMiB,
        cpus,
        firmware,
        // That KVM gives no sign of life need not be found out twice.
        accel: accel === "tcg" ? "tcg" : "auto",
        params: [],
        timeoutSeconds,
        stay: true,
        signal: AbortSignal.any([this.stopping.signal, this.signal]),
        onMachine: (machine) => {
          this.machine = machine;
          this.console = new ConsoleLines();
          this.change({ accel: machine.accel });
        },
        onConsole: (chunk) => {
          this.console.write(chunk);
          this.tellSoon();
        },
        onNote: (note) => this.change({ note }),
        onProgress: (checks) => this.change({ checks }),
        onVerdict: (verdict) => this.change({ verdict, endedAt: Date.now() }),
      });
    } catch (error) {
      if (!(error instanceof CancelledError)) this.change({ error: errorOf(error) });
    }
    this.machine = undefined;
  }

  private change(changed: Partial<BootView>): void {
    this.view = { ...this.view, ...changed };
    this.tellSoon();
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), tellEvery);
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.view = { ...this.view, consoleLines: this.console.lines(), cursor: this.console.cursor() };
    for (const listener of this.listeners) listener();
  }

  private endMachine(next: number | undefined): void {
    this.next = next;
    if (this.view.state === "ended") return;
    this.change({ state: "stopping", ...(next === undefined ? {} : { memoryMiB: next }) });
    this.tell();
    this.stopping.abort();
  }

  /** Types to the client, where there is one. */
  write(text: string): void {
    this.machine?.write(text);
  }

  /** Ends the machine; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.endMachine(undefined);
    await this.gone;
  }

  /** Boots again from the beginning, with that much memory, once the machine before is gone. */
  again(memoryMiB = this.view.memoryMiB): void {
    const hasEnded = this.view.state === "ended";
    this.endMachine(memoryMiB);
    if (hasEnded) this.gone = this.bootOn();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): BootView => this.view;
}
